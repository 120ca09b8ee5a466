using System.Buffers.Text;
using System.Security.Cryptography;

namespace Colloquy.Encryption;

/// <summary>Encrypts the memories of an owner. Their keys are hidden too; their words are not stored, so that searches read the texts.</summary>
internal sealed class MemorySealing(MemoryOwner owner, OwnerKey key) : IDisposable
{
    private readonly Digest _scope = Place.ScopeOf(owner);
    private readonly AesGcm _cipher = key.Cipher(Purpose.Memory);

    public void Dispose() => _cipher.Dispose();

    public string NameOf(string memoryKey) => MemoryForm.NameOf(key, "key", memoryKey);

    public MemoryPut Seal(MemoryPut put)
    {
        var storedKey = put.Key is { } name ? NameOf(name) : null;
        var text = SealText(put.Key, storedKey, put.Text, put.At);
        return put with
        {
            Key = storedKey,
            Text = Base64Url.EncodeToString(text),
            Words = default,
            Metadata = SealMetadata(put.Metadata, text),
            Vector = put.Vector is { } vector ? Seal(vector, text) : null,
        };
    }

    public KeyValuePair<MemoryItem, MemoryVector?> Seal(MemoryItem item, MemoryVector? vector)
    {
        var storedKey = item.Key is { } name ? NameOf(name) : null;
        var text = SealText(item.Key, storedKey, item.Text, item.UpdatedAt);
        return new(
            item with { Key = storedKey, Text = Base64Url.EncodeToString(text), Metadata = SealMetadata(item.Metadata, text) },
            vector is null ? null : Seal(vector, text));
    }

    /// <summary>Encrypts a vector for the memory whose text has an envelope.</summary>
    public MemoryVector Seal(MemoryVector vector, ReadOnlySpan<byte> text)
    {
        var model = MemoryForm.NameOf(key, "model", vector.Model);
        return new MemoryVector(model, FloatBytes.Write(Seal(MemoryForm.WriteVector(vector), MemoryForm.Beside(Purpose.MemoryVector, _scope, text, model))));
    }

    /// <summary>A vector of the model and the dimension that an encrypted one has.</summary>
    public MemoryVector Like(MemoryVector vector) => new(MemoryForm.NameOf(key, "model", vector.Model), new float[FloatBytes.CountOf(Envelope.Overhead + MemoryForm.SizeOf(vector))]);

    private byte[] SealText(string? memoryKey, string? storedKey, string text, DateTimeOffset at) => Seal(MemoryForm.WriteText(memoryKey, text), MemoryForm.OfText(_scope, storedKey, at));

    private Dictionary<string, string> SealMetadata(IReadOnlyDictionary<string, string> metadata, byte[] text)
    {
        var hidden = new Dictionary<string, string>(metadata.Count);
        foreach (var (name, value) in metadata)
            hidden[name] = EnvelopeText.Seal(_cipher, key.Id, MemoryForm.Beside(Purpose.MemoryMetadata, _scope, text, name), value);
        return hidden;
    }

    private byte[] Seal(byte[] form, in Place place)
    {
        var envelope = new byte[Envelope.Overhead + form.Length];
        form.CopyTo(Envelope.ContentOf(envelope));
        Envelope.Seal(_cipher, key.Id, place, envelope);
        return envelope;
    }
}
