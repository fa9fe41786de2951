"""A spreadsheet kit: parts of a workbook read and changed in place, and new workbooks.

It knows no fragment and no label.
"""
