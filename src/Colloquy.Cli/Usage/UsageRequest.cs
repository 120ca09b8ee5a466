namespace Colloquy.Cli;

/// <summary>Which usage is asked for.</summary>
internal sealed record UsageRequest
{
    /// <summary>What usage is added up by, as it is typed. Branches are the command line's own.</summary>
    public static IReadOnlyDictionary<string, UsageBy?> Groupings { get; } = new Dictionary<string, UsageBy?>
    {
        ["turn"] = UsageBy.Turn,
        ["branch"] = null,
        ["session"] = UsageBy.Session,
        ["user"] = UsageBy.User,
        ["app"] = UsageBy.App,
        ["model"] = UsageBy.Model,
        ["agent"] = UsageBy.Agent,
        ["tool"] = UsageBy.Tool,
        ["day"] = UsageBy.Day,
    };

    public SessionKey? Session { get; init; }

    public string? Branch { get; init; }

    public string? User { get; init; }

    public string? App { get; init; }

    public required string By { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    public required PriceTable Prices { get; init; }
}
