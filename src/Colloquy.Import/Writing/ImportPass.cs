using System.Security.Cryptography;
using System.Text;

namespace Colloquy.Import;

/// <summary>Reads a source once, and writes what the store has not yet, or counts it.</summary>
internal sealed class ImportPass(ISessionStore store, ConversationImportOptions options, ConversationSource source, bool writes)
{
    private readonly HashSet<UInt128> _ids = [];

    /// <summary>Whether notes go to the receiver: of two passes over the same source, only one reports them.</summary>
    public bool ReportsNotes { get; init; }

    /// <summary>How many passes there are, and which of them this is, from 0.</summary>
    public int Passes { get; init; } = 1;

    public int Pass { get; init; }

    public async Task<ImportReport> RunAsync(CancellationToken cancellationToken)
    {
        var tally = new ImportTally(ReportsNotes ? options.Notes : null, Tell);
        var writer = new ConversationWriter(store, source, options, tally, writes);
        await foreach (var conversation in source.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!source.HasUniqueIds && !_ids.Add(HashOf(conversation.Id)))
                throw new ImportException(ImportFailure.Duplicate, source.Location, conversation.Place, $"holds a second conversation with the id '{conversation.Id}'");

            await writer.WriteAsync(conversation, cancellationToken).ConfigureAwait(false);
            Tell();
        }

        return tally.ToReport(source, !writes);
    }

    private static UInt128 HashOf(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private void Tell()
    {
        if (options.Progress is not { } progress)
            return;

        var (done, total) = source.Progress;
        progress.Report(new ImportProgress((Pass * total) + done, Passes * total));
    }
}
