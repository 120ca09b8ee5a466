using Microsoft.Extensions.AI;

namespace Colloquy.Samples;

/// <summary>Provides the tools of the two officers. The berth of a ship is state of the user, so every conversation of the ship knows it.</summary>
public static class HarbourTools
{
    private const string BerthKey = "berth";

    public static IReadOnlyList<AITool> Berths { get; } =
    [
        AgentTool.Create(MoveShip, "move_ship", "Moves the ship one berth further into the harbour."),
        AgentTool.Create(FindBerth, "find_berth", "Tells at which berth the ship lies.", idempotent: true),
    ];

    public static IReadOnlyList<AITool> Pilots { get; } =
    [
        AgentTool.Create(CheckTide, "check_tide", "Tells when the water is deep enough, and whether somebody can come aboard.", idempotent: true),
    ];

    private static async Task<string> MoveShip(RunContext run)
    {
        var before = await run.State.GetAsync<Berth>(BerthKey, Scope.User, run.CancellationToken);
        if (before == Berth.InnerBasin)
            return "The ship lies in the inner basin already; there is no berth beyond it.";

        await run.State.SetAsync(BerthKey, before + 1, Scope.User, run.CancellationToken);
        return $"The ship has moved: {Place(before)} before, {Place(before + 1)} now.";
    }

    private static async Task<string> FindBerth(RunContext run) =>
        $"The ship lies {Place(await run.State.GetAsync<Berth>(BerthKey, Scope.User, run.CancellationToken))}.";

    private static string CheckTide() => "The water is deep enough until 14:20, and a pilot is free.";

    private static string Place(Berth berth) => berth switch
    {
        Berth.Roads => "in the roads",
        Berth.OuterQuay => "at the outer quay",
        _ => "in the inner basin",
    };
}

/// <summary>Specifies where a ship lies.</summary>
public enum Berth
{
    /// <summary>At anchor, before the harbour.</summary>
    Roads,

    /// <summary>At the outer quay.</summary>
    OuterQuay,

    /// <summary>In the inner basin.</summary>
    InnerBasin,
}
