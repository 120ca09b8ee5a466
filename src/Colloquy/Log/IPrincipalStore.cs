namespace Colloquy;

/// <summary>A store in the hands of one principal: every call is decided, and what is done through it is recorded.</summary>
/// <remarks>The methods are for what is more than one call of a store.</remarks>
internal interface IPrincipalStore : IViewOfStore
{
    /// <summary>Whether it is recorded what is done.</summary>
    bool IsAudited { get; }

    /// <summary>The pseudonym of the principal in an application.</summary>
    ValueTask<string> GetActorAsync(string app, CancellationToken cancellationToken);

    /// <summary>The roles in which the principal does something with a session; null when it is done as the session's owner.</summary>
    string? RoleIn(SessionKey key, AuditAction action);

    /// <summary>Records that a handle on a session was made.</summary>
    ValueTask OpenedAsync(SessionRecord record, CancellationToken cancellationToken);

    /// <summary>Decides whether content of a session may be read, and records it, where it is not read from the store.</summary>
    ValueTask ReadContentAsync(SessionKey key, CancellationToken cancellationToken);

    /// <summary>Decides whether a session may be exported, and records it.</summary>
    ValueTask ExportAsync(SessionKey key, string format, CancellationToken cancellationToken);

    /// <summary>Decides whether the audit may be read, of a session or of administrators' queries, and records it.</summary>
    ValueTask ReadAuditAsync(SessionKey? key, CancellationToken cancellationToken);

    /// <summary>Decides whether a whole store may be copied, and records it.</summary>
    ValueTask CopyStoreAsync(bool isTarget, CancellationToken cancellationToken);

    /// <summary>Decides whether a user may be erased, and records it.</summary>
    ValueTask EraseAsync(SessionOwner owner, bool isDryRun, CancellationToken cancellationToken);

    /// <summary>Forgets the pseudonym of an owner, which was erased.</summary>
    void Forget(SessionOwner owner);
}

/// <summary>Finds whose a store is.</summary>
internal static class PrincipalStores
{
    /// <summary>The view that a store is, or that it passes its calls on to; null for a store that is nobody's.</summary>
    public static IPrincipalStore? FindPrincipal(this ISessionStore store) => store as IPrincipalStore ?? store.GetService<IPrincipalStore>();
}
