"""Hunan Province (430000): the prefectures and cities whose documents are implemented."""
