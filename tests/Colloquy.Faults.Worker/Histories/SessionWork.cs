using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Worker;

/// <summary>Does random steps on a session as an application does: it adds messages, forks, switches, undoes, redoes, writes state, and runs turns, which queue for the lease.</summary>
internal static class SessionWork
{
    private static readonly RunOptions Options = new() { LeaseDuration = TimeSpan.FromSeconds(1) };

    public static async Task RunAsync(ISessionStore store, SessionKey key, int seed, int steps)
    {
        var random = new Random(seed);
        var session = await store.OpenAsync(key);
        for (var step = 0; step < steps; step++)
        {
            try
            {
                await StepAsync(session, random.Next(24), string.Create(CultureInfo.InvariantCulture, $"{(ushort)seed:x4}.{step}"));
            }
            catch (ColloquyException)
            {
                // Another was quicker, or runs a turn: the session says so, and the history shows whether that was right.
            }
        }
    }

    private static Task StepAsync(Session session, int what, string name) => what switch
    {
        < 7 => session.AddAsync([new(ChatRole.User, name), new(ChatRole.Assistant, $"re {name}")]),
        < 10 => session.State.IncrementAsync("counter"),
        < 12 => session.State.SetAsync("name", name),
        < 15 => session.Branches.ForkAsync(name),
        < 18 => session.UndoTurnAsync(),
        < 20 => session.RedoAsync(),
        20 => session.GetItemsAsync(limit: 4),
        21 => session.State.ListAsync(),
        _ => VisitDesk.CreateAgent(_ => Task.FromResult(name)).RunAsync(name, session, Options),
    };
}
