namespace Colloquy.Sqlite;

/// <summary>How rows name an owner: by app and user, the user empty for nobody.</summary>
internal static class StoredOwner
{
    public const string Nobody = "";

    public static string UserOf(SessionOwner owner) => owner.User ?? Nobody;

    /// <summary>The user that a query is narrowed to as rows name it; null when it is narrowed to none.</summary>
    public static string? UserOf(SessionSelection selection) => selection.IsOneUser ? selection.User ?? Nobody : null;

    public static SessionOwner Read(string app, string user) => new(user.Length == 0 ? null : user, app);

    /// <summary>Binds app and user.</summary>
    public static Statement Bind(this Statement statement, int first, SessionOwner owner) => statement.Bind(first, owner.App).Bind(first + 1, UserOf(owner));

    /// <summary>Binds app, user and id.</summary>
    public static Statement Bind(this Statement statement, int first, SessionKey key) => statement.Bind(first, key.Owner).Bind(first + 2, key.Id);
}
