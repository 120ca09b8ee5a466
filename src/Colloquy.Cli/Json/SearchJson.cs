namespace Colloquy.Cli;

/// <summary>What a search found, as <c>--json</c> shows it. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record SearchPageJson(int Total, bool MoreMatch, IReadOnlyList<SearchHitJson> Hits, IReadOnlyList<UnreadableEntryJson> Unreadable)
{
    public static SearchPageJson Of(SearchPage page) => new(page.Total, page.MoreMatch, [.. page.Hits.Select(SearchHitJson.Of)], [.. page.Unreadable.Select(UnreadableEntryJson.Of)]);
}

/// <summary>A message that could not be read, and was skipped.</summary>
internal sealed record UnreadableEntryJson(string App, string User, string Session, long Position, string Problem)
{
    public static UnreadableEntryJson Of(CorruptDataException entry) => new(entry.Key!.App, UserText.Write(entry.Key.User), entry.Key.Id, entry.Position.Value, entry.Problem);
}

internal sealed record SearchHitJson
{
    public required string App { get; init; }

    public required string User { get; init; }

    public required string Session { get; init; }

    public required long Position { get; init; }

    public required string Role { get; init; }

    public string? Author { get; init; }

    public required DateTimeOffset At { get; init; }

    public required double Score { get; init; }

    public required string Snippet { get; init; }

    public required IReadOnlyList<HighlightJson> Highlights { get; init; }

    public static SearchHitJson Of(SearchHit hit) => new()
    {
        App = hit.Key.App,
        User = UserText.Write(hit.Key.User),
        Session = hit.Key.Id,
        Position = hit.Position.Value,
        Role = hit.Role.Value,
        Author = hit.Author,
        At = hit.At,
        Score = hit.Score,
        Snippet = hit.Snippet,
        Highlights = [.. hit.Highlights.Select(range => range.GetOffsetAndLength(hit.Snippet.Length)).Select(range => new HighlightJson(range.Offset, range.Length))],
    };
}

internal sealed record HighlightJson(int Start, int Length);
