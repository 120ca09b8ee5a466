using System.CommandLine;
using System.Globalization;

namespace Colloquy.Cli;

/// <summary>The options that change a policy, and how one reads.</summary>
internal sealed class PolicyOptions
{
    private static readonly string[] OnOff = ["on", "off"];

    private readonly Option<string?> _ttl = new("--ttl") { HelpName = "TIME", Description = "How long it is kept after its last entry: 12h, 30d, 104w; or forever" };
    private readonly Option<string?> _autoPrune = GlobalOptions.Choice("--auto-prune", "on|off", "Whether a sweep prunes it, and deletes it when its time has passed; else it only lists it", OnOff);
    private readonly Option<string?> _immutable = GlobalOptions.Choice("--immutable", "on|off", "Whether nothing may be taken away before its time; it cannot be turned off before", OnOff);
    private readonly Option<string?> _strategy = GlobalOptions.Choice("--strategy", "NAME", $"How a sweep prunes it: {string.Join(", ", RetentionStrategy.All)}, none", [.. RetentionStrategy.All.Select(one => one.Value), "none"]);
    private readonly Option<int?> _messages = GlobalOptions.Number("--messages", "N", "To how many messages", min: 1, max: int.MaxValue);
    private readonly Option<bool> _remove = new("--remove") { Description = "Take the policy away" };

    public PolicyOptions(Command command)
    {
        foreach (var option in new Option[] { _ttl, _autoPrune, _immutable, _strategy, _messages, _remove })
            command.Options.Add(option);
    }

    public bool IsGiven(ParseResult parsed) =>
        parsed.GetValue(_remove) || parsed.GetValue(_messages) is not null || new[] { _ttl, _autoPrune, _immutable, _strategy }.Any(option => parsed.GetValue(option) is not null);

    /// <summary>A policy with what the options change; null when it is taken away.</summary>
    public RetentionPolicy? Change(RetentionPolicy? policy, ParseResult parsed)
    {
        if (parsed.GetValue(_remove))
            return null;

        var changed = policy ?? new RetentionPolicy();
        if (parsed.GetValue(_ttl) is { } ttl)
            changed = changed with { Ttl = ttl == "forever" ? null : TimeArgument.ReadSpan(ttl, "--ttl") };
        if (parsed.GetValue(_autoPrune) is { } auto)
            changed = changed with { AutoPrune = auto == "on" };
        if (parsed.GetValue(_immutable) is { } immutable)
            changed = changed with { Immutable = immutable == "on" };
        if (parsed.GetValue(_messages) is { } messages)
            changed = changed with { MaxMessages = messages, Strategy = changed.Strategy ?? RetentionStrategy.KeepLast };
        if (parsed.GetValue(_strategy) is { } strategy)
            changed = strategy == "none" ? changed with { Strategy = null, MaxMessages = null } : changed with { Strategy = new RetentionStrategy(strategy) };
        return changed.Strategy is null || changed.MaxMessages is not null ? changed : throw new CliException(ExitCode.Usage, "--strategy goes with --messages N, to how many it prunes.");
    }

    public static string Describe(RetentionPolicy? policy) => policy is null ? "none" : string.Join(", ", Parts(policy));

    public static string Span(TimeSpan span) => span switch
    {
        { Ticks: var ticks } when ticks % TimeSpan.TicksPerDay == 0 => Wording.Count((long)span.TotalDays, "day"),
        { Ticks: var ticks } when ticks % TimeSpan.TicksPerHour == 0 => Wording.Count((long)span.TotalHours, "hour"),
        _ => span.ToString("c", CultureInfo.InvariantCulture),
    };

    private static IEnumerable<string> Parts(RetentionPolicy policy)
    {
        yield return policy.Ttl is { } ttl ? $"kept for {Span(ttl)}" : "kept for ever";
        if (policy.Immutable)
            yield return "immutable";
        if (policy.Strategy is { } strategy)
            yield return $"{strategy} {policy.MaxMessages}";
        yield return policy.AutoPrune ? "swept" : "not swept";
        foreach (var hold in policy.Holds ?? [])
            yield return $"held by '{PlainText.Line(hold.Name)}'";
    }
}
