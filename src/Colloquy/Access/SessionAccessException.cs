namespace Colloquy;

/// <summary>The exception that is thrown when a principal may not do what was asked. Nothing was read or changed, and the answer does not depend on whether there is such a session.</summary>
public sealed class SessionAccessException : ColloquyException
{
    internal SessionAccessException(SessionAccessRequest request, string principal)
        : base($"The principal '{principal}' may not {Verb(request.Action)} {(request.Session is { } key ? $"session {key}" : request.Owner is { } owner ? $"what belongs to {owner}" : "sessions of all owners")}. Call with a principal who may, or change what ISessionAccess allows.")
    {
        Principal = principal;
        Action = request.Action;
        Owner = request.Owner;
        Key = request.Session;
    }

    /// <summary>Gets the name of the principal.</summary>
    public string Principal { get; }

    /// <summary>Gets what the principal wanted to do.</summary>
    public SessionAction Action { get; }

    /// <summary>Gets the owner; null when the call spans owners.</summary>
    public SessionOwner? Owner { get; }

    /// <summary>Gets the session; null when the call is about the owner, or spans owners.</summary>
    public SessionKey? Key { get; }

    private static string Verb(SessionAction action) => action switch
    {
        SessionAction.Open => "open",
        SessionAction.Read => "read",
        SessionAction.Write => "write to",
        SessionAction.Export => "export",
        SessionAction.Prune => "prune",
        SessionAction.Delete => "delete",
        _ => "administer",
    };
}
