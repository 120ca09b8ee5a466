using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>The name of an owner in the audit. It is random: without what is kept with the owner's state, nothing leads from one to the other.</summary>
/// <param name="Name">The name.</param>
/// <param name="Key">The key by which the names of the owner's sessions are made.</param>
internal sealed record Pseudonym(string Name, byte[] Key)
{
    /// <summary>The name of a session in the audit.</summary>
    public string NameOf(SessionKey session) =>
        $"{Name}.{Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(session.Id))[..16])}";

    public static Pseudonym Create() => new($"p{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}", RandomNumberGenerator.GetBytes(32));
}

/// <summary>Who a pseudonym is.</summary>
/// <param name="App">The application.</param>
/// <param name="User">The user; null for the application itself.</param>
internal sealed record PseudonymOwner(string App, string? User);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Pseudonym))]
[JsonSerializable(typeof(PseudonymOwner))]
internal sealed partial class PseudonymJsonContext : JsonSerializerContext;
