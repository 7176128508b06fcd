"""表格：rows of cells from YAML, CSV and XLSX, each with its place; nothing here knows what they mean."""
