using System.Globalization;
using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Runs one turn with a model that answers when it is told to.</summary>
/// <remarks>Arguments: file, policy, milliseconds that the lease lives, input.</remarks>
internal static class TurnCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var options = new RunOptions
        {
            WhenBusy = Enum.Parse<BusyPolicy>(args[2]),
            LeaseDuration = TimeSpan.FromMilliseconds(int.Parse(args[3], CultureInfo.InvariantCulture)),
        };
        await using var store = new TellingStore(await SqliteSessionStore.OpenAsync(args[1], Stores.Patient()));
        var session = await store.OpenAsync(Stores.Key);
        await Talk.BeReadyAsync();

        try
        {
            var answer = await VisitDesk.CreateAgent(HearAnswerAsync).RunAsync(args[4], session, options);
            Talk.Say($"{answer.Status} {answer.Text}");
        }
        catch (ColloquyException e)
        {
            Talk.Say(e.GetType().Name);
        }

        return 0;
    }

    private static Task<string> HearAnswerAsync(CancellationToken cancellationToken)
    {
        Talk.Say("asked");
        return Talk.HearAsync(cancellationToken);
    }

    /// <summary>Tells when the run got a place in the queue.</summary>
    private sealed class TellingStore(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
        {
            var answer = await base.LeaseAsync(key, request, cancellationToken);
            if (answer.Outcome == LeaseOutcome.Queued && request is { Action: LeaseAction.Acquire, Ticket: null })
                Talk.Say("queued");
            return answer;
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await Inner.DisposeAsync();
        }
    }
}
