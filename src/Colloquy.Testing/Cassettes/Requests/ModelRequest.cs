using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Colloquy.Testing;

/// <summary>A request to a model, as requests are compared.</summary>
internal sealed class ModelRequest(string client, RequestSettings settings, string? conversation, IReadOnlyList<RequestMessage> messages)
{
    /// <summary>Gets the name of the model within the conversation.</summary>
    public string Client => client;

    public RequestSettings Settings => settings;

    /// <summary>Gets the conversation of the model's service that the request continues; null for none.</summary>
    public string? Conversation => conversation;

    public IReadOnlyList<RequestMessage> Messages => messages;

    /// <summary>Gets what is equal for equal requests, and for no others.</summary>
    public string Key => field ??= MakeKey();

    private string MakeKey()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{client}\n{conversation}\n{settings.Json}\n"));
        Span<byte> bytes = stackalloc byte[16];
        foreach (var message in messages)
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes, message.Hash);
            hash.AppendData(bytes);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
