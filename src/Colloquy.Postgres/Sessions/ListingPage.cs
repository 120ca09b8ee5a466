using Npgsql;

namespace Colloquy.Postgres;

/// <summary>A page of sessions in the making, from rows that are read until it is full.</summary>
internal sealed class ListingPage(Database database, int limit, Func<string?, bool>? matchesTitle = null)
{
    private const int App = SessionRow.Count;
    private const int Updated = 2;

    /// <summary>The fewest rows of a further round trip.</summary>
    private const int FewestMore = 100;

    private readonly List<SessionRecord> _found = new(Math.Min(limit, 64));
    private readonly List<UnreadableSession> _unreadable = [];
    private SessionCursor? _last;

    /// <summary>Fills the page.</summary>
    /// <param name="after">The place after which it begins; null for the beginning.</param>
    /// <param name="read">Reads a number of rows after a place, fewer only at the end.</param>
    public async ValueTask<SessionPage> FillAsync(ListingPlace? after, Func<ListingPlace?, int, ValueTask<List<ListedSession>>> read)
    {
        // One more than fits tells whether there is another page.
        for (var count = limit + 1; ; count = Math.Max(limit + 1 - _found.Count, FewestMore))
        {
            var rows = await read(after, count).ConfigureAwait(false);
            foreach (var row in rows)
            {
                if (!TryAdd(row))
                    return ToPage(_last);
            }

            if (rows.Count < count)
                return ToPage(next: null);
            after = rows[^1].Place;
        }
    }

    /// <summary>Reads the rows of a result, until a number of rows is found.</summary>
    /// <param name="rows">The result. Its columns are those of <see cref="SessionRow.Columns"/>, and app, user and session behind them.</param>
    /// <param name="database">The database.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="found">What was found, to which rows are added.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async ValueTask ReadAsync(NpgsqlDataReader rows, Database database, int count, List<ListedSession> found, CancellationToken cancellationToken)
    {
        while (found.Count < count && await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var place = new ListingPlace(rows.GetInt64(Updated), rows.GetString(App), rows.GetString(App + 1), rows.GetString(App + 2));
            SessionKey? key = null;
            try
            {
                key = ReadKey(place, database.Location);
                found.Add(new ListedSession(place, SessionRow.Read(rows, 0, key, database.Location).Record, Unreadable: null));
            }
            catch (StoreException e) when (e.Failure == StoreFailure.Corrupt)
            {
                found.Add(new ListedSession(place, Record: null, new UnreadableSession(key, e.Message)));
            }
        }
    }

    private static SessionKey ReadKey(ListingPlace place, string location)
    {
        try
        {
            return new SessionKey(place.Session, StoredOwner.Read(place.App, place.User));
        }
        catch (InvalidKeyException error)
        {
            throw SessionRow.Damaged(location, $"a session has the key '{place.Session}' of user '{place.User}' in app '{place.App}', which cannot be one", error);
        }
    }

    /// <summary>Adds a session; false when the page is full, and the session comes in the next.</summary>
    private bool TryAdd(ListedSession row)
    {
        if (row.Record is { } record && matchesTitle?.Invoke(record.Details.Title) == false)
            return true;
        if (_found.Count == limit)
            return false;

        if (row.Unreadable is { } unreadable)
        {
            _unreadable.Add(unreadable);
            return true;
        }

        _found.Add(row.Record!.AsOf(database.Clock.Now));
        _last = new SessionCursor(row.Record.UpdatedAt, row.Record.Key);
        return true;
    }

    private SessionPage ToPage(SessionCursor? next) => new(_found, next) { Unreadable = _unreadable };
}

/// <summary>A row of a listing.</summary>
/// <param name="Place">Its place.</param>
/// <param name="Record">The session's record; null when it cannot be read.</param>
/// <param name="Unreadable">What is wrong with it; null when it can be read.</param>
internal readonly record struct ListedSession(ListingPlace Place, SessionRecord? Record, UnreadableSession? Unreadable);
