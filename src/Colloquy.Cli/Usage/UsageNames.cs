using System.Globalization;

namespace Colloquy.Cli;

/// <summary>The columns that name a group of usage.</summary>
internal sealed class UsageNames
{
    private readonly string _by;
    private readonly bool _withApp;
    private readonly IReadOnlyDictionary<Position, int> _turns;

    private UsageNames(UsageReport report, bool withApp)
    {
        var by = _by = report.Request.By;
        _turns = report.Turns;
        _withApp = withApp;
        Headers = by switch
        {
            "session" when withApp => ["App", "User", "Session"],
            "session" => ["User", "Session"],
            "turn" => ["Turn", "Position"],
            _ => [char.ToUpperInvariant(by[0]) + by[1..]],
        };
    }

    public IReadOnlyList<string> Headers { get; }

    /// <summary>The columns for people: no app where all is in the usual one.</summary>
    public static UsageNames Of(UsageReport report) =>
        new(report, report.Groups.Any(group => group.Session is { App: not SessionKey.DefaultApp }));

    public static UsageNames WithApp(UsageReport report) => new(report, withApp: true);

    /// <summary>The names of a group; null where it has none.</summary>
    public IEnumerable<string?> Cells(UsageGroup group) => _by switch
    {
        "session" => SessionCells(group).Skip(_withApp ? 0 : 1),
        "turn" => [group.TurnStart is { } start && _turns.TryGetValue(start, out var number) ? number.ToString(CultureInfo.InvariantCulture) : null, group.Key],
        _ => [group.Key],
    };

    private static string?[] SessionCells(UsageGroup group) => group.Session is { } key
        ? [key.App, key.User, key.Id]
        : [null, null, "(deleted)"];
}
