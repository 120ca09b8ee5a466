using Spectre.Console;
using Spectre.Console.Rendering;

namespace Colloquy.Cli;

/// <summary>Rows of cells: a table where it fits the window, else a block of lines for each row.</summary>
/// <param name="headers">The names of the columns.</param>
internal sealed class CellTable(IReadOnlyList<string> headers)
{
    /// <summary>A column that may wrap is readable from this width on.</summary>
    private const int Readable = 20;

    private readonly List<string[]> _rows = [];

    public IReadOnlyList<CellColumn> Columns { get; } = [.. headers.Select(header => new CellColumn(header))];

    /// <summary>Adds a row, a text with Spectre's markup for each column.</summary>
    public void AddRow(params IEnumerable<string> cells) => _rows.Add([.. cells.Select(PlainText.Safe)]);

    public void AddEmptyRow() => _rows.Add([]);

    /// <summary>What is printed.</summary>
    /// <param name="width">How many columns there are.</param>
    /// <param name="isWindow">Whether a person sees it: then it has rules, else columns only.</param>
    public IRenderable Render(int width, bool isWindow) => !isWindow || Fits(width) ? AsTable(isWindow) : AsBlocks(width);

    private bool Fits(int width)
    {
        // Each column has a blank and a border beside it, and the first a border before it.
        var needed = 1;
        for (var i = 0; i < Columns.Count; i++)
        {
            var column = _rows.Where(row => row.Length > 0).Select(row => WidthOf(row[i])).Append(WidthOf(Markup.Escape(Columns[i].Header))).Max();
            needed += 2 + (Columns[i].NoWrap ? column : Math.Min(column, Readable));
        }

        return needed <= width;
    }

    private Table AsTable(bool isWindow)
    {
        var table = new Table { Border = isWindow ? TableBorder.Simple : TableBorder.None, ShowHeaders = true };
        table.BorderColor(Color.Grey);
        foreach (var column in Columns)
        {
            table.AddColumn(new TableColumn(isWindow ? $"[bold]{column.Header.EscapeMarkup()}[/]" : column.Header.ToUpperInvariant().EscapeMarkup())
            {
                Padding = new Padding(0, 0, isWindow ? 1 : 2, 0),
                NoWrap = column.NoWrap,
                Alignment = column.IsRight ? Justify.Right : null,
            });
        }

        foreach (var row in _rows)
            table.AddRow([.. row.Length == 0 ? Columns.Select(_ => "") : row]);
        return table;
    }

    private Rows AsBlocks(int width)
    {
        var blocks = new List<IRenderable>();
        foreach (var row in _rows.Where(row => row.Length > 0))
        {
            if (blocks.Count > 0)
                blocks.Add(new Text(""));

            var facts = new FactGrid();
            foreach (var (column, cell) in Columns.Zip(row).Where(cell => !string.IsNullOrWhiteSpace(cell.Second)))
                facts.AddMarkup(column.Label, cell);
            blocks.Add(facts.Render(width));
        }

        return new Rows(blocks);
    }

    private static int WidthOf(string markup) => Markup.Remove(markup).Split('\n').Max(line => new Segment(line).CellCount());
}

/// <summary>A column of a table.</summary>
/// <param name="header">Its name.</param>
internal sealed class CellColumn(string header)
{
    public string Header { get; } = header;

    /// <summary>What stands before its cells where each row is a block of lines.</summary>
    public string Label { get; set; } = header;

    /// <summary>Whether its cells stay on one line.</summary>
    public bool NoWrap { get; set; } = true;

    public bool IsRight { get; private set; }

    public void RightAligned() => IsRight = true;
}
