namespace Colloquy.Benchmarks;

/// <summary>What was asked of a run on the command line.</summary>
internal sealed record RatioOptions(bool Quick, string? JsonPath)
{
    /// <summary>Which measures run: those whose names begin with this; all when empty.</summary>
    public string Only { get; init; } = "";

    /// <summary>Whether a missed target fails the run.</summary>
    public bool Check { get; init; }

    /// <summary>Where the picture of turn costs is written; null for nowhere. Only a run beside peers has one.</summary>
    public string? PicturePath { get; init; }

    public static bool TryParse(ReadOnlySpan<string> arguments, out RatioOptions options)
    {
        options = new RatioOptions(Quick: false, JsonPath: null);
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--quick":
                    options = options with { Quick = true };
                    break;
                case "--json" when i + 1 < arguments.Length:
                    options = options with { JsonPath = arguments[++i] };
                    break;
                case "--only" when i + 1 < arguments.Length:
                    options = options with { Only = arguments[++i] };
                    break;
                case "--check":
                    options = options with { Check = true };
                    break;
                case "--picture" when i + 1 < arguments.Length:
                    options = options with { PicturePath = arguments[++i] };
                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}
