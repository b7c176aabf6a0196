// Package xlsxrow turns one sheet of an Excel workbook (.xlsx, .xlsm) into rows of text cells: numbers as their shortest decimals, dates as
// ISO 8601, formulas by the values that Excel left beside them. It reads a workbook as a stream, keeps the rows in few pieces of memory,
// writes no file, follows no link out of the workbook and runs nothing in it; what a hostile file can make it read and keep is bounded.
// Excel's own habits that cost data stand beside the cells: Fault says what is wrong with a cell, Shown what Excel displays in its place,
// Dressed what it displays around it.
// What a row means, and what is wrong with it for a campaign, hclspec knows.
//
// It has a reader of its own because github.com/xuri/excelize/v2 writes large sheets to temporary files, ends a sheet silently where its XML
// is damaged, and gives of a stream only the displayed strings: no type, style or formula that was never calculated. The XML is cut by
// scanner and not by encoding/xml, which puts no bound on a token and takes 2.2 s for the sheet of 100,000 rows that is read whole in 0.8 s.
//
// The format is ECMA-376 (Office Open XML), parts 1 and 2. Elements are known by their local names, so the transitional and the strict
// namespaces and any prefix are alike.
package xlsxrow
