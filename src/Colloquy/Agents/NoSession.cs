using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>Refuses a call that was given no session, and says where the null may have come from.</summary>
internal static class NoSession
{
    public static void ThrowIfNull(Session? session, [CallerArgumentExpression(nameof(session))] string? name = null) => _ = Require(session, name);

    public static Session Require(Session? session, [CallerArgumentExpression(nameof(session))] string? name = null) =>
        session ?? throw new ArgumentNullException(name, "There is no session to run on. FindAsync returns null when the store has no such session: open it with OpenAsync, which creates it. To run without a session, where nothing is kept, call the overload that takes none.");
}
