using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Writes the messages of one branch that the store has not yet.</summary>
internal sealed class BranchWriter(ImportedConversation conversation, ImportedBranch branch, ConversationSource source, ImportTally tally, ImportClock clock)
{
    private const int ItemsAtOnce = 256;
    private const int CharactersAtOnce = 4 * 1024 * 1024;

    private readonly List<PendingItem> _pending = [];
    private long _characters;
    private SessionLog? _log;
    private ImportMark? _mark;
    private Position _end;

    /// <summary>The session; null when there is none yet, and nothing is written.</summary>
    public required Session? Session { get; init; }

    public required SessionKey Key { get; init; }

    public required bool Writes { get; init; }

    public required bool LeavesOutSystemMessages { get; init; }

    public required long MaxAttachmentBytes { get; init; }

    /// <summary>Reads the branch to its end.</summary>
    /// <returns>Why it was not imported, as a sentence; null when it was.</returns>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken).ConfigureAwait(false) is { } refused)
            return refused;

        var there = _mark?.To ?? branch.After;
        var (index, chain, problem) = (branch.After, ItemChain.Seed(source.Format, conversation.Id, branch.Name), (string?)null);
        await foreach (var item in branch.Items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            chain = ItemChain.Next(chain, item);
            index++;
            if (problem is not null)
                continue;

            if (index <= there)
            {
                tally.MessagesThere++;
                if (index == there && chain != _mark!.Chain)
                    problem = $"was not imported further: its source was changed since the last import, within the first {there} messages of branch '{branch.Name}'";
                continue;
            }

            if (index == there + 1 && await FindDivergenceAsync(cancellationToken).ConfigureAwait(false) is { } diverged)
            {
                problem = diverged;
                continue;
            }

            if (IsFull && !item.ContinuesMessage)
                problem = await WriteAsync(index - 1, cancellationToken).ConfigureAwait(false);
            Take(item, chain);
        }

        problem ??= index < there
            ? $"was not imported further: its source has {index} messages of branch '{branch.Name}' now, and had {there} at the last import"
            : await WriteAsync(index, cancellationToken).ConfigureAwait(false);
        return problem;
    }

    private bool IsFull => _pending.Count >= ItemsAtOnce || _characters >= CharactersAtOnce;

    private void Take(ImportedItem item, Digest chain)
    {
        foreach (var note in item.Notes)
            tally.Note(note, conversation);

        foreach (var content in item.Message.Contents)
        {
            if (content is DataContent { Data.Length: > Attachments.Threshold } data && data.Data.Length > MaxAttachmentBytes)
                throw new ImportException(ImportFailure.TooLarge, source.Location, item.Place, $"holds content of {data.Data.Length} bytes, and a session takes {MaxAttachmentBytes} at most (OpenSessionOptions.MaxAttachmentBytes)");
        }

        var changes = StoredOtherwise.No;
        var message = StorableMessage.Of(item.Message, StorableUse.Shown, ref changes);
        if (changes != StoredOtherwise.No)
            tally.Note(new ImportNote(ImportNoteKind.Changed, item.Place, $"could not be stored as it is ({changes}): lone surrogates are replaced by U+FFFD, JSON that is nested too deeply is kept as text, and what has no stored form is left out"), conversation);

        var isLeftOut = LeavesOutSystemMessages && item.Message.Role == ChatRole.System;
        if (isLeftOut)
            tally.Note(new ImportNote(ImportNoteKind.LeftOut, item.Place, "is a message of the system, and was left out as asked"), conversation);

        tally.Messages += isLeftOut ? 0 : 1;
        tally.ModelCalls += item.Call is null ? 0 : 1;
        _characters += ItemSize.Of(item);
        _pending.Add(new PendingItem(item with { Message = message }, chain, isLeftOut));
    }

    /// <summary>Finds the branch and how far its import has come; makes it when it is not there.</summary>
    private async ValueTask<string?> OpenAsync(CancellationToken cancellationToken)
    {
        var isMain = branch.From is null;
        var there = Session is null ? null : await Session.Log.FindBranchAsync(branch.Name, cancellationToken).ConfigureAwait(false);
        if (there is { Head: null })
            return $"was not imported further: branch '{branch.Name}' of session {Key} was deleted";

        if (there is null)
        {
            tally.Branches += isMain ? 0 : 1;
            if (!Writes)
                return null;
            if (await ImportFork.MakeAsync(Session!.Log, conversation, branch, source.Format, cancellationToken).ConfigureAwait(false) is { } problem)
                return problem;
        }

        _log = Session!.Log.On(branch.Name);
        var record = await _log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        _mark = await ImportMark.FindAsync(_log, record.Head, branch.Name, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Whether the session has gone on here by itself, so that what the source has gained cannot follow what was imported of it.</summary>
    private async ValueTask<string?> FindDivergenceAsync(CancellationToken cancellationToken)
    {
        if (_log is null)
            return null;

        var record = await _log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var isAtMark = _mark is { } mark
            ? await mark.IsLastAsync(_log, record.Head, cancellationToken).ConfigureAwait(false)
            : branch.From is not null || (record.Head.IsStart && record.LastMove.IsStart);
        if (record.Activity == SessionActivity.Closed)
            return $"was not imported further: session {Key} is closed";

        // From here on nothing may come between.
        _end = record.Head;
        return isAtMark ? null : $"was not imported further: branch '{branch.Name}' of session {Key} was continued or changed in the store, and its source has new messages, too";
    }

    private async ValueTask<string?> WriteAsync(long to, CancellationToken cancellationToken)
    {
        if (_pending.Count == 0)
            return null;

        if (Writes)
        {
            var batch = new ItemBatch(_log!, Key, source.Format, conversation, branch.Name, clock) { Follows = _end };
            if (await batch.CommitAsync(_pending, to - _pending.Count, cancellationToken).ConfigureAwait(false) is { } problem)
            {
                tally.Messages -= _pending.Count(item => !item.IsLeftOut);
                return problem;
            }

            _end = batch.End;
        }

        _pending.Clear();
        _characters = 0;
        tally.Progressed();
        return null;
    }
}
