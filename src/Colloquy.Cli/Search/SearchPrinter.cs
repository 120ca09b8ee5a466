using Spectre.Console;

namespace Colloquy.Cli;

/// <summary>Prints what a search found.</summary>
internal static class SearchPrinter
{
    public static void Print(SearchPage page, SearchRequest request, CliHost host)
    {
        if (page.Hits.Count == 0)
        {
            host.Terminal.Say(page.Total == 0 ? "Nothing found." : $"No more; {Wording.Count(page.Total, "message")} found.");
            return;
        }

        // Columns that are the same in every row by what was asked for are left out.
        var withSession = request.Session is null;
        var withUser = withSession && request.User is null && page.Hits.Any(hit => hit.Key.User is not null);
        var withApp = withSession && request.App is null && page.Hits.Any(hit => hit.Key.App != SessionKey.DefaultApp);
        string[] names = [.. Names(withApp, withUser, withSession)];
        var table = Terminal.CreateTable([.. names, "Position", "Role", "When", "Message"]);
        table.Columns[names.Length].RightAligned();
        table.Columns[^1].NoWrap = false;
        foreach (var hit in page.Hits)
        {
            string[] cells = [.. Cells(hit.Key, withApp, withUser, withSession), $"[grey]{hit.Position}[/]", Terminal.Cell(hit.Role.Value), Wording.Time(hit.At, host.Time), Mark(hit)];
            table.AddRow(cells);
        }

        host.Terminal.Write(table);
        var seen = (request.Query?.Offset ?? 0) + page.Hits.Count;
        if (seen < page.Total)
            host.Terminal.Note($"{Wording.Count(page.Total, "message")} found{(page.MoreMatch ? ", and there are more" : "")}: add --offset {seen}");
    }

    private static IEnumerable<string> Names(bool withApp, bool withUser, bool withSession)
    {
        if (withApp)
            yield return "App";
        if (withUser)
            yield return "User";
        if (withSession)
            yield return "Session";
    }

    private static IEnumerable<string> Cells(SessionKey key, bool withApp, bool withUser, bool withSession)
    {
        if (withApp)
            yield return Terminal.Cell(key.App);
        if (withUser)
            yield return Terminal.UserCell(key);
        if (withSession)
            yield return Terminal.Cell(key.Id);
    }

    /// <summary>The snippet with what was found in bold, where there is such a thing.</summary>
    private static string Mark(SearchHit hit)
    {
        var (marked, at) = ("", 0);
        foreach (var highlight in hit.Highlights)
        {
            var (start, length) = highlight.GetOffsetAndLength(hit.Snippet.Length);
            marked += $"{Markup.Escape(PlainText.Safe(hit.Snippet[at..start]))}[bold yellow]{Markup.Escape(PlainText.Safe(hit.Snippet[start..(start + length)]))}[/]";
            at = start + length;
        }

        return marked + Markup.Escape(PlainText.Safe(hit.Snippet[at..]));
    }
}
