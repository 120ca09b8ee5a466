using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Encryption;

/// <summary>The keys of an owner as they are stored, encrypted by the ring.</summary>
/// <param name="App">The application.</param>
/// <param name="User">The user; null for the application itself.</param>
/// <param name="Keys">The keys, the newest first.</param>
internal sealed partial record OwnerKeyRecord(string App, string? User, IReadOnlyList<StoredOwnerKey> Keys)
{
    public SessionOwner Owner => new(User, App);

    /// <summary>The id of a key that is to replace the others, which stay until nothing is under them; null when there is one key only, or none is replaced.</summary>
    public string? Next { get; init; }

    /// <summary>The re-keying of the whole store that made the newest key; null for none.</summary>
    public string? Run { get; init; }

    /// <summary>How far the keys of the owner are replaced.</summary>
    [JsonIgnore]
    public RekeyStage Stage => Next is null ? RekeyStage.None : Keys[0].Id == Next ? RekeyStage.Given : RekeyStage.Announced;

    /// <summary>What distinguishes the keys from others of the owner.</summary>
    [JsonIgnore]
    public string Ids => string.Join(' ', Keys.Select(key => key.Id));

    public static OwnerKeyRecord Read(SessionOwner? owner, ReadOnlyMemory<byte> json)
    {
        try
        {
            var record = JsonSerializer.Deserialize(json.Span, Json.Default.OwnerKeyRecord);
            if (record is { App: not null, Keys.Count: > 0 } && record.Keys.All(key => key is { Id: not null, Ring: not null, Wrapped: not null }) && (owner is null || record.Owner == owner))
                return record;
        }
        catch (Exception problem) when (problem is JsonException or ColloquyException)
        {
            throw EncryptionKeyException.OwnerKeyChanged(owner ?? new SessionOwner(), "cannot be read", problem);
        }

        throw EncryptionKeyException.OwnerKeyChanged(owner ?? new SessionOwner(), "is of another owner or has no key");
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Default.OwnerKeyRecord);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(OwnerKeyRecord))]
    private sealed partial class Json : JsonSerializerContext;
}

/// <summary>One key of an owner as it is stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Ring">The id of the ring's key that encrypted it.</param>
/// <param name="Wrapped">The encrypted key.</param>
internal sealed record StoredOwnerKey(string Id, string Ring, byte[] Wrapped)
{
    public WrappedKey ToWrapped() => new(Ring, Wrapped);
}
