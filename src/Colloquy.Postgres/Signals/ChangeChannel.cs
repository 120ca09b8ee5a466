using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Colloquy.Postgres;

/// <summary>What is said on the channels of sessions: a channel for each, so that a process hears only of the sessions that somebody in it listens to.</summary>
internal static class ChangeChannel
{
    /// <summary>Returns the channel of a session: a hash, since names of channels are short, and are seen by every role of the database.</summary>
    public static string NameOf(string schema, Guid session)
    {
        Span<byte> hash = stackalloc byte[Digest.Size];
        SHA256.HashData([.. Encoding.UTF8.GetBytes(schema), 0, .. session.ToByteArray(bigEndian: true)], hash);
        return $"colloquy_{Convert.ToHexStringLower(hash[..16])}";
    }

    /// <summary>Makes the name under which a store notifies, so that it does not answer to itself.</summary>
    public static string NewSender() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    public static string Write(SessionChanges changes, string sender) => string.Create(CultureInfo.InvariantCulture, $"{(int)changes} {sender}");

    /// <summary>Reads what a store says; null for what the given one says itself. Of words of a later version something is said that is not known.</summary>
    public static SessionChanges? Read(string payload, string self)
    {
        var words = payload.Split(' ', 2);
        if (words.Length == 2 && words[1] == self)
            return null;
        return int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var changes) ? (SessionChanges)changes : SessionChanges.None;
    }
}
