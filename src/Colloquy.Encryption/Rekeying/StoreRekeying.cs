namespace Colloquy.Encryption;

/// <summary>Gives owners new keys, encrypts what they have with those, and destroys the old ones.</summary>
/// <remarks>
/// An owner's new key is announced first, and used only when every process that remembers keys must have read it. The owner's data is encrypted anew only when every process must use the new key, so
/// that nothing is written under the old one any more. The record of the owner's keys says how far this is, so that a later call goes on.
/// </remarks>
internal sealed class StoreRekeying(OwnerKeyTable table, OwnerKeyVault owners, OwnerRekeying rekeying, RekeyProgress progress, TimeProvider time)
{
    /// <summary>Re-keys one owner, or all.</summary>
    /// <param name="only">The owner; null for all.</param>
    /// <param name="patience">The time for which processes remember keys.</param>
    /// <param name="finish">What is done when old keys were destroyed.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task RunAsync(SessionOwner? only, TimeSpan patience, Func<Task> finish, CancellationToken cancellationToken)
    {
        var run = only is null ? await table.BeginRunAsync(cancellationToken).ConfigureAwait(false) : null;
        if (await AdvanceAllAsync(only, RekeyStage.None, run, cancellationToken).ConfigureAwait(false))
            await WaitAsync(patience, cancellationToken).ConfigureAwait(false);
        if (await AdvanceAllAsync(only, RekeyStage.Announced, run, cancellationToken).ConfigureAwait(false))
            await WaitAsync(patience, cancellationToken).ConfigureAwait(false);
        await AdvanceAllAsync(only, RekeyStage.Given, run, cancellationToken).ConfigureAwait(false);

        await finish().ConfigureAwait(false);
        var isComplete = progress.Report.Problems.Count == 0;
        if (isComplete && run is not null)
            await table.EndRunAsync(run, cancellationToken).ConfigureAwait(false);
        progress.Tell(report => report with { IsComplete = isComplete });
    }

    /// <summary>Takes all owners that are at a stage to the next one.</summary>
    /// <returns>Whether any is at the next stage.</returns>
    private async Task<bool> AdvanceAllAsync(SessionOwner? only, RekeyStage from, string? run, CancellationToken cancellationToken)
    {
        var isAny = false;
        await foreach (var record in ListAsync(only, cancellationToken).ConfigureAwait(false))
        {
            if (from == RekeyStage.None && (record.Stage != RekeyStage.None || run is null || record.Run != run))
                progress.Tell(report => report with { TotalOwners = report.TotalOwners + 1 });
            if (record.Stage == from && (from != RekeyStage.None || run is null || record.Run != run))
                isAny |= await AdvanceAsync(record, from, run, cancellationToken).ConfigureAwait(false);
            else
                isAny |= record.Stage == from + 1;
        }

        return isAny;
    }

    private async Task<bool> AdvanceAsync(OwnerKeyRecord record, RekeyStage from, string? run, CancellationToken cancellationToken)
    {
        try
        {
            if (from == RekeyStage.Given && !await rekeying.RunAsync(record.Owner, record.Next!, cancellationToken).ConfigureAwait(false))
                return false;

            var stage = await owners.AdvanceAsync(record, run, cancellationToken).ConfigureAwait(false);
            if (from == RekeyStage.Given)
                progress.Tell(report => report with { Owners = report.Owners + 1 });
            return stage == from + 1;
        }
        catch (EncryptionKeyException problem)
        {
            progress.Note($"The keys of {record.Owner} were left as they are. {problem.Message}");
            return false;
        }
    }

    private async IAsyncEnumerable<OwnerKeyRecord> ListAsync(SessionOwner? only, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (only is not null)
        {
            if ((await table.FindAsync(only, cancellationToken).ConfigureAwait(false)).Record is { } record)
                yield return record;
            yield break;
        }

        await foreach (var (record, _, problem) in table.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (record is not null)
                yield return record;
            else
                progress.Note(problem!);
        }
    }

    private async Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        progress.Tell(report => report with { Waiting = patience });
        await Task.Delay(patience, time, cancellationToken).ConfigureAwait(false);
        progress.Tell(report => report with { Waiting = null });
    }
}
