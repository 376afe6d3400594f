from pathlib import Path

from chassis.postgres.new_migration import create, package_of


def test_the_first_migration_has_nothing_before_it(tmp_path: Path) -> None:
    path = create(tmp_path, "the first oven")
    assert path.name == "0001_the_first_oven.py"
    assert "down_revision = None" in path.read_text()


def test_the_next_one_follows_the_last(tmp_path: Path) -> None:
    create(tmp_path, "the first oven")
    path = create(tmp_path, "A second, larger oven")
    assert path.name == "0002_a_second_larger_oven.py"
    assert 'down_revision = "0001"' in path.read_text()


def test_the_gateway_and_the_services_keep_theirs_in_their_packages() -> None:
    assert package_of("gateway") == "gateway.migrations"
    assert package_of("case_registry") == "services.case_registry.migrations"
