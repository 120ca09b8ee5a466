using System.Text;

namespace Colloquy.Encryption;

/// <summary>The place that encrypted data belongs to. An envelope opens in its own place only: what was moved, swapped or taken from another session is refused.</summary>
/// <param name="Purpose">What the envelope holds.</param>
/// <param name="Scope">The session or the owner that it belongs to.</param>
/// <param name="Where">The place within the session or the owner.</param>
internal readonly record struct Place(Purpose Purpose, Digest Scope, Digest Where)
{
    /// <summary>The number of bytes that <see cref="CopyTo"/> writes.</summary>
    public const int Size = 2 + (2 * Digest.Size);

    /// <summary>A place with a name.</summary>
    public static Place Named(Purpose purpose, Digest scope, string name) => new(purpose, scope, Digest.Of(Encoding.UTF8.GetBytes(name)));

    /// <summary>The scope of an owner.</summary>
    public static Digest ScopeOf(SessionOwner owner) => Digest.Of(Encoding.UTF8.GetBytes($"colloquy/1/owner\n{owner.App}\n{owner.User}"));

    /// <summary>The scope of an owner of memories.</summary>
    public static Digest ScopeOf(MemoryOwner owner) => Digest.Of(Encoding.UTF8.GetBytes($"colloquy/1/memories\n{owner.Owner.App}\n{owner.Owner.User}\n{owner.AgentName}"));

    public void CopyTo(Span<byte> destination)
    {
        destination[0] = Envelope.Version;
        destination[1] = (byte)Purpose;
        Scope.CopyTo(destination[2..]);
        Where.CopyTo(destination[(2 + Digest.Size)..]);
    }
}
