namespace Colloquy;

/// <summary>Verifies a document of a session without a store, line by line.</summary>
internal static class DocumentVerifier
{
    public static async Task<SessionVerification> RunAsync(Stream document, VerifyOptions options, CancellationToken cancellationToken)
    {
        using var reader = new DocumentReader(document);
        var header = await reader.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
        var check = new ChainCheck(header.Key, options);
        var contents = new HashSet<Digest>();
        try
        {
            while (check.Failure is null)
            {
                var line = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ?? throw reader.Truncated("should follow, and is not there", check.Last.Next);
                if (line is EndLine end)
                {
                    CheckEnd(check, header, reader, end);
                    if (!await reader.IsAtEndAsync(cancellationToken).ConfigureAwait(false))
                        check.Fail(default, $"Line {reader.Line} is the last one of the document, and more follows it.");
                    break;
                }

                if (line is EntryLine { Unreadable: { } unreadable, Entry.Position: var position })
                    check.FailEntry(position, $"could not be read when the document was written: it {unreadable}");
                else if (line is EntryLine { Entry: var entry })
                    Take(check, entry, contents);
                else if (line is BlobLine { Blob: var blob } && Digest.Of(blob.Bytes.Span) != blob.Hash)
                    check.Fail(default, $"Line {reader.Line} holds content that does not match its hash {blob.Hash}.");
                else if (line is BlobLine { Blob.Hash: var hash })
                    contents.Add(hash);
                if (check.Last.Value % 1_000 == 0 && !check.Last.IsStart)
                    options.Progress?.Report(new EntryProgress(check.Last.Value, header.Tip.Value));
            }
        }
        catch (SessionDocumentException e)
        {
            check.Fail(check.Last.Next, e.Message);
        }

        return check.End();
    }

    private static void Take(ChainCheck check, Entry entry, HashSet<Digest> contents)
    {
        if (!check.Take(entry) || entry.Payload.Span.IndexOf("colloquy.blob"u8) < 0)
            return;

        foreach (var reference in BlobReferences.Find(entry.Payload.Span))
        {
            if (reference.IsCertain && !contents.Contains(reference.Hash))
                check.FailEntry(entry.Position, $"refers to content {reference.Hash}, which is not in the document");
        }
    }

    private static void CheckEnd(ChainCheck check, HeaderLine header, DocumentReader reader, EndLine end)
    {
        if (check.Last != header.Tip)
            check.FailEntry(check.Last.Next, $"is not there, and the first line says that the log has {header.Tip} entries");
        else if (check.Chain != header.Chain)
            check.Fail(default, "The first line has another chain than the last entry.");
        else if (!reader.IsWhole(end))
            check.Fail(default, $"Line {reader.Line}, the last one, has the hash or the number of lines of another document: a line that is not an entry was changed, added or removed.");
    }
}
