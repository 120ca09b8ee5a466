namespace Colloquy.Import;

/// <summary>Makes a branch where the source has one.</summary>
internal static class ImportFork
{
    /// <summary>Makes the branch, and makes it current when it is in the source, in one commit.</summary>
    /// <returns>Why it could not be made, as a sentence; null when it was.</returns>
    public static async ValueTask<string?> MakeAsync(SessionLog log, ImportedConversation conversation, ImportedBranch branch, ImportFormat format, CancellationToken cancellationToken)
    {
        if (await FindAsync(log, conversation, branch, cancellationToken).ConfigureAwait(false) is not { } at)
            return $"was not imported further: message {branch.After} of branch '{branch.From}', from which branch '{branch.Name}' comes, is not on that branch any more";

        while (true)
        {
            var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
            var writer = new EntryWriter(record, log.Time, log.Logger);
            writer.ChangeBranch(new BranchBody { Branch = branch.Name, Change = BranchChange.Made, Head = at, Source = branch.From });
            if (conversation.CurrentBranch == branch.Name)
                writer.ChangeBranch(new BranchBody { Branch = branch.Name, Change = BranchChange.BecameCurrent, Head = at, Source = record.Branch });
            try
            {
                await log.CommitAsync(writer.TakeCommit(ImportIds.OfBranch(log.Key, format, conversation.Id, branch.Name)), cancellationToken).ConfigureAwait(false);
                await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (TipConflictException)
            {
                // Somebody else wrote to the session; the branch is made behind that.
            }
        }
    }

    /// <summary>Finds the entry after which the branch begins: on the branch that it comes from, or on that from which that one comes.</summary>
    private static async ValueTask<Position?> FindAsync(SessionLog log, ImportedConversation conversation, ImportedBranch branch, CancellationToken cancellationToken)
    {
        if (branch.After == 0)
            return Position.Start;

        var from = Find(branch.From!);
        while (branch.After <= from.After && from.From is { } earlier)
            from = Find(earlier);

        var head = await log.GetBranchAsync(from.Name, cancellationToken).ConfigureAwait(false);
        return await ImportMark.FindEndAsync(log, head.Head!.Value, from.Name, branch.After, cancellationToken).ConfigureAwait(false);

        ImportedBranch Find(string name) => conversation.Branches.First(other => other.Name == name);
    }
}
