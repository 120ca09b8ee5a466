using System.Text;

namespace Colloquy.AgentFramework.Tests.Ways;

/// <summary>Tries each promise in each way, and compares with the table of docs/coming-from/agent-framework.md. COLLOQUY_APPROVE=1 writes the table.</summary>
public sealed class WaysTests
{
    private const string Begin = "<!-- ways -->\n";
    private const string End = "<!-- end of ways -->";

    private static readonly Lazy<Task<IReadOnlyList<Cell>>> s_cells = new(TryAllAsync);

    private static string Page => Repository.PathOf("docs", "coming-from", "agent-framework.md");

    [Fact]
    public async Task An_agent_over_a_chat_client_keeps_everything() => Assert.DoesNotContain(await s_cells.Value, cell => cell.Way == Way.All[0].Name && cell.Problem is not null);

    [Fact]
    public async Task The_page_shows_what_each_way_keeps()
    {
        var cells = await s_cells.Value;
        var table = Write(cells);
        var page = await File.ReadAllTextAsync(Page);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("COLLOQUY_APPROVE") == "1")
            await File.WriteAllTextAsync(Page, page = page[..begin] + table + page[end..]);

        var shown = page[begin..page.IndexOf(End, StringComparison.Ordinal)];

        Assert.True(table == shown, $"The page shows:\n{shown}\nand it is:\n{table}\nsince:\n{string.Join('\n', cells.Where(cell => cell.Problem is not null))}");
    }

    private static async Task<IReadOnlyList<Cell>> TryAllAsync()
    {
        List<Cell> cells = [];
        foreach (var promise in Promise.All)
        {
            foreach (var way in Way.All)
                cells.Add(new Cell(promise.Name, way.Name, await TryAsync(promise, way)));
        }

        return cells;
    }

    private static async Task<string?> TryAsync(Promise promise, Way way)
    {
        await using var desk = new Desk();
        try
        {
            await promise.Try(way, desk);
            return null;
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    private static string Write(IReadOnlyList<Cell> cells)
    {
        var table = new StringBuilder($"| | {string.Join(" | ", Way.All.Select(way => way.Name))} |\n| --- |{string.Concat(Way.All.Select(_ => " --- |"))}\n");
        foreach (var row in cells.GroupBy(cell => cell.Promise))
            table.Append($"| {row.Key} | {string.Join(" | ", row.Select(cell => cell.Problem is null ? "yes" : "no"))} |\n");
        return table.ToString();
    }

    private sealed record Cell(string Promise, string Way, string? Problem);
}
