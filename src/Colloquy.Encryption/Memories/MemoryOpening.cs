using System.Security.Cryptography;

namespace Colloquy.Encryption;

/// <summary>Decrypts memories of an owner. One that cannot be decrypted does not keep others from it.</summary>
internal sealed class MemoryOpening(MemoryOwner owner, OwnerKeyVault owners) : IDisposable
{
    private readonly Digest _scope = Place.ScopeOf(owner);
    private OwnerKeys? _keys;
    private AesGcm? _cipher;
    private uint? _id;

    public void Dispose()
    {
        _cipher?.Dispose();
        _keys?.Dispose();
    }

    public async ValueTask<MemoryItem> OpenAsync(MemoryItem item, CancellationToken cancellationToken)
    {
        var envelope = EnvelopeText.Decode(item.Text);
        var (form, problem) = await OpenAsync(envelope, MemoryForm.OfText(_scope, item.Key, item.UpdatedAt), cancellationToken).ConfigureAwait(false);
        if (form is null)
            return item with { Key = null, Text = "", Metadata = new Dictionary<string, string>(), Unreadable = item.Unreadable ?? $"has a text that {problem}" };

        var (key, text) = MemoryForm.ReadText(form);
        var metadata = new Dictionary<string, string>(item.Metadata.Count);
        var unreadable = item.Unreadable;
        foreach (var (name, value) in item.Metadata)
        {
            (form, problem) = await OpenAsync(EnvelopeText.Decode(value), MemoryForm.Beside(Purpose.MemoryMetadata, _scope, envelope, name), cancellationToken).ConfigureAwait(false);
            if (form is null)
                unreadable ??= $"has metadata '{name}' that {problem}";
            else
                metadata[name] = EnvelopeText.TextOf(form);
        }

        return item with { Key = key, Text = text, Metadata = metadata, Unreadable = unreadable };
    }

    /// <summary>Decrypts the vector of a memory as it is stored; null when it cannot be decrypted.</summary>
    public async ValueTask<MemoryVector?> OpenAsync(MemoryItem item, MemoryVector vector, CancellationToken cancellationToken)
    {
        var text = EnvelopeText.Decode(item.Text);
        if (text.Length < Envelope.Overhead || FloatBytes.Read(vector.Values) is not { } envelope)
            return null;

        var (form, _) = await OpenAsync(envelope, MemoryForm.Beside(Purpose.MemoryVector, _scope, text, vector.Model), cancellationToken).ConfigureAwait(false);
        return form is null ? null : MemoryForm.ReadVector(form);
    }

    private async ValueTask<(byte[]? Form, string? Problem)> OpenAsync(byte[] envelope, Place place, CancellationToken cancellationToken)
    {
        if (Envelope.Inspect(envelope, out var id) is { } problem)
            return (null, problem);
        if (_id != id)
        {
            _cipher?.Dispose();
            _keys?.Dispose();
            (_cipher, _id) = (null, null);
            _keys = await owners.FindAsync(owner.Owner, id, cancellationToken).ConfigureAwait(false);
            if (_keys?.Find(id) is not { } key)
                return (null, $"is encrypted with the key {SecretKey.Show(id)}, which {owner.Owner} does not have: it was destroyed, or is kept in another store");
            (_cipher, _id) = (key.Cipher(Purpose.Memory), id);
        }

        var form = new byte[envelope.Length - Envelope.Overhead];
        return Envelope.TryOpen(_cipher!, place, envelope, form) ? (form, null) : (null, "was changed, or belongs to another memory");
    }
}
