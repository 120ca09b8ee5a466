using System.Globalization;
using Colloquy.Encryption;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Worker;

/// <summary>The random steps of a process.</summary>
internal sealed class KeepWork(ISessionStore store, int process, int round, int seed)
{
    private readonly Random _random = new(seed);
    private readonly IReadOnlyList<KeepRoom> _rooms = KeepRoom.Of(round);
    private readonly Dictionary<KeepRoom, (string Name, KeepImage Image)> _holds = [];

    public async Task RunAsync(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            // One process gives new keys, in some rounds that which is killed.
            if (step == steps / 4 && process == round % 2)
                await RekeyAsync();
            var room = _rooms[_random.Next(_rooms.Count)];
            try
            {
                await StepAsync(room, _random.Next(26), string.Create(CultureInfo.InvariantCulture, $"word{round}x{process}x{step}"));
            }
            catch (ColloquyException e) when (e is not CorruptDataException && (e is not EncryptionKeyException || room.Fate == KeepFate.IsErased))
            {
                // Another was quicker, runs a turn, or has removed the session; or what was asked for is refused.
                Talk.Say($"not {room.Key.Id} {e.GetType().Name}");
            }
            catch (Exception e) when ((e is ArgumentOutOfRangeException or CorruptDataException) && room.Fate is KeepFate.IsErased or KeepFate.Expires)
            {
                // The session was deleted, and perhaps made again, while it was read. What is there now is whole.
                Talk.Say($"not {room.Key.Id} again");
                if (room.Fate == KeepFate.Expires)
                    await VerifyAsync(room);
            }
        }
    }

    private Task StepAsync(KeepRoom room, int what, string word) => what switch
    {
        < 5 => AddAsync(room, word),
        < 9 => AskAsync(room, word),
        9 => UndoAsync(room),
        10 => ForkAsync(room, word),
        11 => RememberAsync(room, word),
        < 15 => PruneAsync(room),
        < 18 => HoldOrLiftAsync(room, word),
        18 => DeleteAsync(room),
        19 => DeleteBranchAsync(room),
        < 22 => SweepAsync(),
        22 => RotateAsync(),
        23 => VerifyAsync(room),
        _ => EraseAsync(),
    };

    private async Task<Session> OpenAsync(KeepRoom room) => await store.OpenAsync(room.Key, new OpenSessionOptions { Retention = room.Policy });

    private async Task AddAsync(KeepRoom room, string word)
    {
        await (await OpenAsync(room)).AddAsync([new(ChatRole.User, word), new(ChatRole.Assistant, $"re {word}")]);
        Talk.Say($"said {room.Key.Id} {word}");
    }

    private async Task AskAsync(KeepRoom room, string word)
    {
        await KeepDesk.CreateAgent().RunAsync(word, await OpenAsync(room), new RunOptions { LeaseDuration = TimeSpan.FromSeconds(1), WhenBusy = BusyPolicy.Reject });
        Talk.Say($"said {room.Key.Id} {word}");
        Talk.Say($"asked {room.Key.Id} {word}");
    }

    private async Task UndoAsync(KeepRoom room) => await (await OpenAsync(room)).UndoTurnAsync();

    private async Task ForkAsync(KeepRoom room, string word)
    {
        var fork = await (await OpenAsync(room)).Branches.ForkAsync(word);
        await fork.AddAsync([new(ChatRole.User, $"{word}f"), new(ChatRole.Assistant, $"re {word}f")]);
        Talk.Say($"said {room.Key.Id} {word}f");
    }

    private async Task RememberAsync(KeepRoom room, string word)
    {
        var session = await OpenAsync(room);
        await session.State.SetAsync("last", word, Scope.User);
        await session.GetMemory().AddAsync(word);
    }

    private async Task PruneAsync(KeepRoom room)
    {
        if (room.Fate == KeepFate.Stays)
            return;

        var session = await OpenAsync(room);
        await session.Retention.PruneAsync(_random.Next(3) switch
        {
            0 => PruneStrategy.KeepLast(_random.Next(1, 6)),
            1 => PruneStrategy.SlidingWindow(_random.Next(1, 6)),
            _ => PruneStrategy.SummarizeOld(KeepDesk.Model, _random.Next(1, 6)),
        });
        EnsureNotProtected(room, "pruned");
        Talk.Say($"pruned {room.Key.Id}");
    }

    private async Task HoldOrLiftAsync(KeepRoom room, string word)
    {
        if (_holds.Remove(room, out var hold))
        {
            await hold.Image.CheckAsync(store, room.Key);
            Talk.Say($"lifting {room.Key.Id} {hold.Name}");
            await (await OpenAsync(room)).Retention.LiftHoldAsync(hold.Name);
            return;
        }

        if (room.Fate is not (KeepFate.IsPruned or KeepFate.Expires))
            return;
        await (await OpenAsync(room)).Retention.HoldAsync(word, "A process of the test holds it");
        var image = await KeepImage.TakeAsync(store, room.Key);
        _holds.Add(room, (word, image));
        Talk.Say($"held {room.Key.Id} {word} {image}");
    }

    private async Task DeleteAsync(KeepRoom room)
    {
        if (room.Fate is KeepFate.Stays or KeepFate.IsErased || (room.Fate == KeepFate.IsPruned && !_holds.ContainsKey(room)))
            return;
        if (await store.DeleteAsync(room.Key))
            EnsureNotProtected(room, "deleted");
    }

    private async Task DeleteBranchAsync(KeepRoom room)
    {
        if (room.Fate == KeepFate.Stays)
            return;

        var session = await OpenAsync(room);
        if ((await session.Branches.ListAsync()).FirstOrDefault(branch => branch.Name != BranchHead.Main) is { } branch)
        {
            await session.Branches.DeleteAsync(branch.Name, evenIfCurrent: true);
            EnsureNotProtected(room, $"without its branch '{branch.Name}'");
        }
    }

    private async Task SweepAsync()
    {
        await foreach (var swept in new RetentionSweeper(store).SweepAsync())
        {
            if (swept.Outcome == SweepOutcome.Deleted && _rooms.FirstOrDefault(room => room.Key == swept.Key) is { } room)
                EnsureNotProtected(room, "swept");
        }
    }

    private async Task RotateAsync()
    {
        if (store.GetService<EncryptedSessionStore>() is not { } encrypted)
            return;
        if ((await encrypted.RotateKeysAsync()).Problems is [var problem, ..])
            throw new InvalidOperationException(problem);
        Talk.Say("rotated");
    }

    private async Task RekeyAsync()
    {
        if (store.GetService<EncryptedSessionStore>() is not { } encrypted)
            return;
        if ((await encrypted.RekeyAsync(new RekeyOptions { Owner = _rooms[_random.Next(5)].Key.Owner, Scrub = false }, new Telling())).Problems is [var problem, ..])
            throw new InvalidOperationException(problem);
        Talk.Say("rekeyed");
    }

    private async Task VerifyAsync(KeepRoom room)
    {
        if (await store.FindAsync(room.Key) is { } session && await session.VerifyAsync() is { Failure: { } failure })
            throw new InvalidOperationException($"Session {room.Key} does not verify: {failure.Problem}");
    }

    private async Task EraseAsync()
    {
        var report = await store.EraseUserAsync(KeepRoom.Guest(round), new ErasureOptions { Scrub = _random.Next(4) == 0 });
        if (!report.Kept.Any(kept => kept.Reason == KeptReason.Held) || report.IsKeyDestroyed)
            throw new InvalidOperationException("The erasure did not keep the session that is held.");
        Talk.Say("erased");
    }

    /// <summary>A call that takes something from a session under a hold of this process, or from an immutable one, is refused.</summary>
    private void EnsureNotProtected(KeepRoom room, string how)
    {
        if (room.Fate is KeepFate.Immutable or KeepFate.IsHeld || _holds.ContainsKey(room))
            throw new InvalidOperationException($"Session {room.Key} is {how}, though it is held or immutable.");
    }

    private sealed class Telling : IProgress<RekeyReport>
    {
        public void Report(RekeyReport value) => Talk.Say("rekeying");
    }
}
