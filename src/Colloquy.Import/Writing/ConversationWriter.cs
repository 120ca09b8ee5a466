namespace Colloquy.Import;

/// <summary>Writes conversations into sessions, one after the other.</summary>
internal sealed class ConversationWriter(ISessionStore store, ConversationSource source, ConversationImportOptions options, ImportTally tally, bool writes)
{
    private readonly ImportClock _clock = new(options.Session.TimeProvider);
    private readonly OpenSessionOptions _looking = Looking(options.Session);

    public async Task WriteAsync(ImportedConversation conversation, CancellationToken cancellationToken)
    {
        foreach (var note in conversation.Notes)
            tally.Note(note, conversation);
        if (conversation.Branches.Count == 0)
            return;

        tally.Conversations++;

        var key = KeyOf(conversation);
        var session = await store.FindAsync(key, writes ? options.Session : _looking, cancellationToken).ConfigureAwait(false);
        if (session is not null && !ImportOrigin.Is(session.Record, source.Format, conversation))
        {
            await RefuseAsync(conversation, $"was not imported: the store has a session {key}, which comes from elsewhere. Choose another key, user or app", cancellationToken).ConfigureAwait(false);
            return;
        }

        var (before, isNew) = (tally.Messages, session is null || !ImportOrigin.IsNamed(session.Record));
        if (writes)
            session = await BeginAsync(session, key, conversation, cancellationToken).ConfigureAwait(false);

        foreach (var branch in conversation.Branches)
        {
            var work = new BranchWriter(conversation, branch, source, tally, _clock) { Session = session, Key = key, Writes = writes, LeavesOutSystemMessages = options.LeavesOutSystemMessages, MaxAttachmentBytes = options.Session.MaxAttachmentBytes };
            if (await work.RunAsync(cancellationToken).ConfigureAwait(false) is { } problem)
            {
                tally.NotImported++;
                tally.Note(new ImportNote(ImportNoteKind.NotImported, conversation.Place, problem), conversation);
                return;
            }
        }

        if (isNew)
            tally.Imported++;
        else if (tally.Messages > before)
            tally.Continued++;
        else
            tally.Unchanged++;
    }

    /// <summary>Options to look at a session with, which set nothing.</summary>
    private static OpenSessionOptions Looking(OpenSessionOptions options)
    {
        var own = options.Copy();
        (own.Retention, own.ConversationId) = (null, null);
        return own;
    }

    /// <summary>The key of a conversation. An id that no session can have is replaced by its hash, with a note.</summary>
    private SessionKey KeyOf(ImportedConversation conversation)
    {
        if (options.ChooseKey is { } choose)
            return choose(conversation);

        try
        {
            return new SessionKey(conversation.Id, options.User ?? conversation.User, options.App);
        }
        catch (InvalidKeyException invalid) when (invalid.Part == "session id")
        {
            var id = $"imported-{Digest.Of(System.Text.Encoding.UTF8.GetBytes(conversation.Id)).ToString()[..32]}";
            tally.Note(new ImportNote(ImportNoteKind.Changed, conversation.Place, $"has an id that no session can have, and became session '{id}'; the id is in its metadata. {invalid.Message.TrimEnd('.')}"), conversation);
            return new SessionKey(id, options.User ?? conversation.User, options.App);
        }
    }

    private async Task<Session> BeginAsync(Session? session, SessionKey key, ImportedConversation conversation, CancellationToken cancellationToken)
    {
        session ??= await store.OpenAsync(key, options.Session, cancellationToken).ConfigureAwait(false);
        if (!ImportOrigin.IsNamed(session.Record))
        {
            var origin = ImportOrigin.Of(source.Format, conversation);
            await ItemOperations.DescribeAsync(session.Log, details => details with { Title = details.Title ?? conversation.Title, Metadata = origin }, cancellationToken).ConfigureAwait(false);
        }

        return session;
    }

    /// <summary>Says why a conversation is not imported, and reads past it all the same: its source is checked to the end.</summary>
    private async Task RefuseAsync(ImportedConversation conversation, string problem, CancellationToken cancellationToken)
    {
        tally.NotImported++;
        tally.Note(new ImportNote(ImportNoteKind.NotImported, conversation.Place, problem), conversation);
        foreach (var branch in conversation.Branches)
        {
            await foreach (var item in branch.Items.WithCancellation(cancellationToken).ConfigureAwait(false))
                _ = item;
        }
    }
}
