namespace Colloquy.Benchmarks;

/// <summary>What was asked of a run on the command line.</summary>
internal sealed record RatioOptions(bool Quick, string? JsonPath)
{
    /// <summary>Which measures run: those whose names begin with this; all when empty.</summary>
    public string Only { get; init; } = "";

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
                default:
                    return false;
            }
        }

        return true;
    }
}
