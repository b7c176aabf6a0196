package workbook

// WriteRows is Write with so many rows to a sheet.
var WriteRows = write
