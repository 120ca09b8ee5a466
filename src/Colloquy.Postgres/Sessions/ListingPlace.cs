namespace Colloquy.Postgres;

/// <summary>A place in a listing, also of a session whose key cannot be one.</summary>
/// <param name="Updated">The time of the session's last update, in milliseconds since 1970.</param>
/// <param name="App">The application.</param>
/// <param name="User">The user, as rows name it.</param>
/// <param name="Session">The id.</param>
internal sealed record ListingPlace(long Updated, string App, string User, string Session)
{
    public static ListingPlace Of(SessionCursor cursor) => new(cursor.UpdatedAt.ToUnixTimeMilliseconds(), cursor.Key.App, StoredOwner.UserOf(cursor.Key.Owner), cursor.Key.Id);

    /// <summary>Returns the id after which a listing goes on among the sessions of an owner (null: of all) that come after this place by key; null when none do, since the place is of a later owner.</summary>
    public string? IdAfter(SessionOwner? owner)
    {
        if (owner is null)
            return Session;

        var order = Utf8Order.Instance.Compare(App, owner.App);
        if (order == 0)
            order = Utf8Order.Instance.Compare(User, StoredOwner.UserOf(owner));
        return order switch { 0 => Session, < 0 => "", _ => null };
    }
}
