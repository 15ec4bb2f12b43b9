"""Parquet files that are damaged: told of by file and row group, never an error of Arrow's, never other money."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from drawn_registers import ZZ

from povertykit.adapters.arrow import batches
from povertykit.adapters.row_groups import work_of
from povertykit.errors import RegisterError
from povertykit.scenarios import Outcome

ROWS, GROUP = 1_200, 300


def register() -> pa.Table:
    rows = range(ROWS)
    return pa.table(
        {
            "户编号": [f"户{row}" for row in rows],
            "persons": pa.array([1 + row % 5 for row in rows], pa.int32()),
            "household_income": pa.array([f"{row % 900}.50" for row in rows]).cast(pa.decimal128(12, 2)),
            "on_dibao": pa.array(["是" if row % 3 else "否" for row in rows]).dictionary_encode(),
            "in_backstop": [row % 7 == 0 for row in rows],
        }
    )


def written(path: Path, **options: Any) -> bytes:
    """The register in a file."""
    pq.write_table(register(), path, row_group_size=GROUP, **options)
    return path.read_bytes()


def paid(path: Path) -> Outcome:
    return ZZ.simulate(path, provisions=["guarantee_gap"], on_error="quarantine")


def answer(path: Path) -> Outcome | RegisterError:
    """The outcome, or what is said of the file."""
    try:
        return paid(path)
    except RegisterError as error:
        return error


def place_in(path: Path, group: int, column: str) -> int:
    """A byte in the last page of a column of a row group."""
    metadata = pq.read_metadata(path)
    chunk = metadata.row_group(group).column(metadata.schema.names.index(column))
    start = chunk.dictionary_page_offset if chunk.has_dictionary_page else chunk.data_page_offset
    return int(start + chunk.total_compressed_size - 2)


@pytest.mark.parametrize("group", range(ROWS // GROUP))
@pytest.mark.parametrize("column", ["户编号", "persons", "household_income"])
def test_a_changed_byte_is_told_of_with_its_row_group(group: int, column: str, tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    whole = written(path, write_page_checksum=True)
    assert paid(path).rejected == 0
    place = place_in(path, group, column)
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
    said = rf"r\.parquet cannot be read as Parquet: row group {group} \(the first is 0\) is damaged: .*CRC"
    with pytest.raises(RegisterError, match=said) as caught:
        paid(path)
    assert "copy it again, or make it anew" in str(caught.value)
    work, groups, _ = work_of(batches(ZZ, provisions=["guarantee_gap"]), path, lambda work, groups: [])
    for each in groups:
        if each.number != group:
            assert work.pay(each)["rows"] == GROUP
    with pytest.raises(RegisterError, match=said):
        work.pay(groups[group])


def harmed(whole: bytes, draw: random.Random) -> bytes:
    """A file with a bit turned, some bytes changed or taken out, or cut short."""
    place = draw.randrange(len(whole))
    match draw.randrange(4):
        case 0:
            return whole[:place] + bytes([whole[place] ^ 1 << draw.randrange(8)]) + whole[place + 1 :]
        case 1:
            other = draw.randbytes(draw.randrange(1, 60))
            return whole[:place] + other + whole[place + len(other) :]
        case 2:
            return whole[:place] + whole[place + draw.randrange(1, 50) :]
        case _:
            return whole[:place]


@pytest.mark.parametrize(
    "options", [{}, {"compression": "none"}, {"data_page_version": "2.0"}, {"compression": "zstd"}]
)
def test_no_damage_pays_other_money_where_there_are_checksums(options: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    whole = written(path, write_page_checksum=True, **options)
    expected, told, draw = paid(path), 0, random.Random(5)
    for _ in range(40):
        path.write_bytes(harmed(whole, draw))
        found = answer(path)
        if isinstance(found, Outcome):
            assert (found.totals, found.rows) == (expected.totals, expected.rows)
        else:
            told += 1
            assert "r.parquet cannot be read as Parquet" in str(found)
    assert told > 20


@pytest.mark.parametrize("options", [{"compression": "none", "use_dictionary": False}, {"compression": "zstd"}])
def test_damage_without_checksums_is_no_error_of_arrows_and_loses_no_row(
    options: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "r.parquet"
    whole = written(path, **options)
    draw = random.Random(6)
    for _ in range(40):
        path.write_bytes(harmed(whole, draw))
        found = answer(path)
        assert found.remedy if isinstance(found, RegisterError) else found.rows_in == ROWS


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    whole = written(path, compression="none", use_dictionary=False)
    assert whole.count("户700".encode()) == 1
    path.write_bytes(whole.replace("户700".encode(), b"\xff\xfe\xff700"))
    with pytest.raises(RegisterError, match=r"row group 2 \(the first is 0\) is damaged: .*UTF8"):
        paid(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty; allowed: a whole Parquet file; to do: the file may be cut short"),
        ("户编号,persons\n1,2\n".encode(), "it does not begin as Parquet does.*name it by what it is"),
        (b"PK\x03\x04 a workbook", "it does not begin as Parquet does.*name it by what it is"),
        (b"PAR1", "the file may be cut short or damaged"),
        (b"PAR1" + bytes(40) + b"PAR1", "the file may be cut short or damaged"),
    ],
)
def test_what_is_no_parquet(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    path.write_bytes(content)
    with pytest.raises(RegisterError, match=rf"households: r\.parquet cannot be read as Parquet: .*{said}"):
        paid(path)


def test_the_damaged_one_of_a_folder_is_named(tmp_path: Path) -> None:
    for name in "abc":
        table = register().set_column(0, "户编号", [[f"{name}{row}" for row in range(ROWS)]])
        pq.write_table(table, tmp_path / f"{name}.parquet", row_group_size=GROUP, write_page_checksum=True)
    assert paid(tmp_path).rows_out == 3 * ROWS
    path = tmp_path / "b.parquet"
    place, whole = place_in(path, 1, "persons"), path.read_bytes()
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    with pytest.raises(RegisterError, match=r"b\.parquet cannot be read as Parquet: row group 1 "):
        paid(tmp_path)
    pq.write_table(register().drop_columns(["persons"]), path)
    with pytest.raises(RegisterError, match=r"b\.parquet has other columns: persons is not there; allowed: .*texts"):
        paid(tmp_path)


def test_lists_are_written_with_checksums(tmp_path: Path) -> None:
    written(tmp_path / "r.parquet")
    out = tmp_path / "out.parquet"
    ZZ.simulate(tmp_path / "r.parquet", provisions=["guarantee_gap"], out=out)
    place, whole = place_in(out, 0, "合计(元/月)"), out.read_bytes()
    out.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    with pytest.raises(OSError, match="CRC"):
        pq.read_table(out, page_checksum_verification=True)
