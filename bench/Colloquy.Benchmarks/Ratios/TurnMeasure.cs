using Microsoft.Extensions.AI;

namespace Colloquy.Benchmarks;

/// <summary>
/// What an agent adds to a call of its model: a turn without tools, on an empty session in memory, against the same
/// message sent to the same client directly. Value is the turn's cost less the direct call's; baseline is the direct
/// call's own; ratio is value over what is allowed.
/// </summary>
internal static class TurnMeasure
{
    private const double AllowedMicroseconds = 30;
    private const double AllowedBytes = 14 * 1024;
    private const string Input = "My invoice of May is wrong.";
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(1);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(Effort effort)
    {
        using var model = new InstantModel();
        var agent = new Agent(model);
        Session[] sessions = [];

        var turn = new Side(async _ =>
        {
            foreach (var session in sessions)
                await agent.RunAsync(Input, session);
        })
        {
            PrepareAsync = async turns => sessions = await OpenAsync(turns),
        };
        var direct = new Side(async times =>
        {
            for (var i = 0; i < times; i++)
                await model.GetResponseAsync([new ChatMessage(ChatRole.User, Input)]);
        });

        // A turn runs through more code than a read or an append, and takes longer until all of it is compiled for good.
        effort = effort with { WarmUp = effort.WarmUp * 8 };
        var costs = await Rounds.MeasureAsync(effort, Slice, turn, direct);
        var (microseconds, bytes) = (costs[0].Microseconds - costs[1].Microseconds, costs[0].Bytes - costs[1].Bytes);
        return
        [
            new Measurement("turn.overhead", microseconds, "us", costs[1].Microseconds, microseconds / AllowedMicroseconds, Target.Max(1)),
            new Measurement("turn.bytes", bytes, "bytes", costs[1].Bytes, bytes / AllowedBytes, Target.Max(1)),
        ];
    }

    private static async Task<Session[]> OpenAsync(int turns)
    {
        var sessions = new Session[turns];
        var store = new InMemorySessionStore();
        for (var i = 0; i < sessions.Length; i++)
            sessions[i] = await store.OpenAsync(new SessionKey($"ticket-{i}", user: "ada"));
        return sessions;
    }
}
