"""What moved poverty between two dates: growth, redistribution, sectors and ranks."""
