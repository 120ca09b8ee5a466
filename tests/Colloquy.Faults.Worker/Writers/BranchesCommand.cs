using System.Globalization;
using Colloquy.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Worker;

/// <summary>Appends, forks, undoes and redoes on random branches of one session, and says what was acknowledged.</summary>
/// <remarks>Arguments: file, seed, process, how many steps.</remarks>
internal static class BranchesCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var (seed, process, steps) = (Number(args[2]), Number(args[3]), Number(args[4]));
        var random = new Random(unchecked((seed * 397) ^ process));
        await using var store = await SqliteSessionStore.OpenAsync(args[1], Stores.Patient());
        var session = await store.OpenAsync(Stores.Key);
        await Talk.BeReadyAsync();

        for (var step = 0; step < steps; step++)
        {
            var branches = await session.Branches.ListAsync();
            var branch = branches[random.Next(branches.Count)].Name;
            try
            {
                await StepAsync(await session.Branches.OpenAsync(branch), random.Next(10), string.Create(CultureInfo.InvariantCulture, $"{process}.{step}"));
            }
            catch (BranchConflictException e) when (e.IsEmpty)
            {
                // The other process had taken it back already.
            }
        }

        Talk.Say("done");
        return 0;
    }

    private static async Task StepAsync(Session session, int what, string name)
    {
        switch (what)
        {
            case < 5:
                await session.AddAsync([new(ChatRole.User, $"{name}@{session.Branch}"), new(ChatRole.Assistant, $"re {name}@{session.Branch}")]);
                Talk.Say($"added {name}@{session.Branch}");
                break;
            case 5 or 6:
                Talk.Say($"forked {(await session.Branches.ForkAsync(name)).Branch}");
                break;
            case 7 or 8:
                if (await session.UndoTurnAsync() is { } turn)
                    Talk.Say($"moved {turn.Start} undo {session.Branch}");
                break;
            default:
                if (await session.RedoAsync() is { } move)
                    Talk.Say($"moved {move.Position} redo {session.Branch}");
                break;
        }
    }

    private static int Number(string argument) => int.Parse(argument, CultureInfo.InvariantCulture);
}
