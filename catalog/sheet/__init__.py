"""Many goods at once, as a table: made for the maker, looked over, written, taken back."""
