using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Colloquy.Operations;

/// <summary>Checks the chain of a session while its parts go by, and sums up what they contain, so that two stores can be compared without keeping it.</summary>
internal sealed class SessionProof(SessionKey key)
{
    private readonly Sum _blobs = new();
    private readonly Sum _receipts = new();
    private Digest _chain = EntryHash.Seed(key);
    private Digest _payloads;
    private Position _tip;
    private string _facts = "";

    /// <summary>Adds a part.</summary>
    /// <exception cref="CorruptDataException">An entry does not continue the chain.</exception>
    public void Add(SessionPart part)
    {
        foreach (var entry in part.Entries)
            Add(entry);
        foreach (var blob in part.Blobs)
            _blobs.Add($"{blob.Hash} {Digest.Of(blob.Bytes.Span)}");
        foreach (var (id, receipt) in part.Receipts)
            _receipts.Add($"{id.Value} {receipt.First} {receipt.Last} {receipt.Chain}");
        if (part.Facts is { } facts)
            _facts = Describe(facts);
    }

    /// <summary>Returns in what another proof differs; null when it is of the same session.</summary>
    /// <param name="other">The proof of what the target has.</param>
    /// <param name="withAll">Whether the other proof has more than the log.</param>
    public string? DifferenceTo(SessionProof other, bool withAll) =>
        _tip != other._tip ? $"it has {other._tip} entries instead of {_tip}"
        : _chain != other._chain ? "its chain is another"
        : _payloads != other._payloads ? "its payloads are others"
        : !withAll ? null
        : !_blobs.Equals(other._blobs) ? "its content outside the log is another"
        : !_receipts.Equals(other._receipts) ? "the receipts of its commits are others"
        : _facts != other._facts ? "its branches, times, title or metadata are others"
        : null;

    private void Add(Entry entry)
    {
        if (entry.Position != _tip.Next)
            throw new CorruptDataException(key, _tip.Next, "is missing");
        if (EntryHash.OfChain(_chain, entry) != entry.Chain)
            throw new CorruptDataException(key, entry.Position, "does not match the chain of its session");

        (_tip, _chain) = (entry.Position, entry.Chain);
        Span<byte> both = stackalloc byte[2 * Digest.Size];
        _payloads.CopyTo(both);
        EntryHash.OfPayload(entry.Salt.Span, entry.Payload.Span).CopyTo(both[Digest.Size..]);
        _payloads = Digest.Of(both);
    }

    private static string Describe(SessionFacts facts)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{facts.CreatedAt.ToUnixTimeMilliseconds()} {facts.UpdatedAt.ToUnixTimeMilliseconds()} '{facts.Branch}' {facts.Details.Version} '{facts.Details.Title}'");
        foreach (var (name, value) in facts.Details.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"\n'{name}' = '{value}'");
        foreach (var branch in facts.Branches.OrderBy(branch => branch.Name, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"\n'{branch.Name}' {branch.Head} {branch.LastMove} {branch.IsWaiting}");
        return text.ToString();
    }

    /// <summary>A sum of hashes, which does not depend on their order.</summary>
    private sealed class Sum
    {
        private readonly byte[] _value = new byte[Digest.Size];
        private long _count;

        public void Add(string text)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
            for (var i = 0; i < hash.Length; i++)
                _value[i] ^= hash[i];
            _count++;
        }

        public bool Equals(Sum other) => _count == other._count && _value.AsSpan().SequenceEqual(other._value);
    }
}
