namespace Colloquy.Postgres;

/// <summary>How rows name an owner: by app and user, the user empty for nobody.</summary>
internal static class StoredOwner
{
    public const string Nobody = "";

    public static string UserOf(SessionOwner owner) => owner.User ?? Nobody;

    /// <summary>The user that a query is narrowed to as rows name it; null when it is narrowed to none.</summary>
    public static string? UserOf(SessionSelection selection) => selection.IsOneUser ? selection.User ?? Nobody : null;

    public static SessionOwner Read(string app, string user) => new(user.Length == 0 ? null : user, app);

    /// <summary>Adds app and user as parameters.</summary>
    public static Batch With(this Batch batch, SessionOwner owner) => batch.With(owner.App).With(UserOf(owner));
}
