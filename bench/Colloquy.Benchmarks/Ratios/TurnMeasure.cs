using Microsoft.Extensions.AI;

namespace Colloquy.Benchmarks;

/// <summary>
/// What an agent adds to a call of its model: a turn without tools, on an empty session in memory, against the same
/// message sent to the same client directly. Value is the turn's cost less the direct call's; baseline is the direct
/// call's own; ratio is value over what is allowed.
/// </summary>
internal static class TurnMeasure
{
    private const double AllowedMicroseconds = 40;
    private const double AllowedBytes = 16 * 1024;
    private const string Input = "My invoice of May is wrong.";
    private const int Turns = 50;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(Effort effort)
    {
        using var model = new InstantModel();
        var agent = new Agent(model);
        var sessions = new Session[Turns];

        var turn = new Side(Turns, async () =>
        {
            foreach (var session in sessions)
                await agent.RunAsync(Input, session);
        })
        {
            PrepareAsync = () => OpenAsync(sessions),
        };
        var direct = new Side(Turns * 20, async () =>
        {
            for (var i = 0; i < Turns * 20; i++)
                await model.GetResponseAsync([new ChatMessage(ChatRole.User, Input)]);
        });

        var costs = await Rounds.MeasureAsync(effort, turn, direct);
        var (microseconds, bytes) = (costs[0].Microseconds - costs[1].Microseconds, costs[0].Bytes - costs[1].Bytes);
        return
        [
            new Measurement("turn.overhead", microseconds, "us", costs[1].Microseconds, microseconds / AllowedMicroseconds, Target.Max(1)),
            new Measurement("turn.bytes", bytes, "bytes", costs[1].Bytes, bytes / AllowedBytes, Target.Max(1)),
        ];
    }

    private static async Task OpenAsync(Session[] sessions)
    {
        var store = new InMemorySessionStore();
        for (var i = 0; i < sessions.Length; i++)
            sessions[i] = await store.OpenAsync(new SessionKey($"ticket-{i}", user: "alice"));
    }
}
