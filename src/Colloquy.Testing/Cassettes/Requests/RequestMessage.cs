using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Colloquy.Testing;

/// <summary>A message of a request, as requests are compared: canonical JSON.</summary>
internal sealed class RequestMessage
{
    public RequestMessage(string json, int? resultOf)
    {
        (Json, ResultOf) = (json, resultOf);
        Hash = BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
    }

    /// <summary>Gets the message as canonical JSON: its role, its author, and its contents.</summary>
    public string Json { get; }

    public UInt128 Hash { get; }

    /// <summary>Gets the number of the call whose result the message is, within the message of the call; null when it is another message.</summary>
    public int? ResultOf { get; }

    /// <summary>Puts results that follow each other in the order of their calls: calls that ran at once end in any order.</summary>
    public static void SortResults(List<RequestMessage> messages)
    {
        for (var from = 0; from < messages.Count; from++)
        {
            var to = from;
            while (to < messages.Count && messages[to].ResultOf is not null)
                to++;
            if (to - from > 1)
                messages.Sort(from, to - from, Comparer<RequestMessage>.Create((one, other) => (one.ResultOf!.Value, one.Hash).CompareTo((other.ResultOf!.Value, other.Hash))));
            from = to;
        }
    }
}
