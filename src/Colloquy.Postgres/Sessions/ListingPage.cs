using Npgsql;

namespace Colloquy.Postgres;

/// <summary>A page of sessions in the making, from rows that are read until it is full.</summary>
internal sealed class ListingPage(Database database, int limit, Func<string?, bool>? matchesTitle = null)
{
    /// <summary>The columns of rows that a page is made of.</summary>
    public const string Columns = $"""{SessionRow.Columns}, s.app, s."user", s.session""";

    /// <summary>
    /// Precedes the statements of a listing, in their transaction. They walk an index whose order is theirs. Where the planner guesses that few sessions match,
    /// it would read and sort all of them instead: of one owner among many, who has a million. Where a few have to be sorted nevertheless, the plan is not worth being compiled.
    /// </summary>
    public static readonly Sql PlanInOrder = new("SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('jit', 'off', true)");

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

    /// <summary>Reads rows of the results that follow <see cref="PlanInOrder"/>.</summary>
    /// <param name="rows">The results, whose columns are <see cref="Columns"/>.</param>
    /// <param name="database">The database.</param>
    /// <param name="count">The most rows.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async ValueTask<List<ListedSession>> ReadAsync(NpgsqlDataReader rows, Database database, int count, CancellationToken cancellationToken)
    {
        var found = new List<ListedSession>();
        while (await rows.NextResultAsync(cancellationToken).ConfigureAwait(false))
        {
            while (found.Count < count && await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                found.Add(ReadRow(rows, database.Location));
        }

        return found;
    }

    private static ListedSession ReadRow(NpgsqlDataReader row, string location)
    {
        var place = new ListingPlace(row.GetInt64(Updated), row.GetString(App), row.GetString(App + 1), row.GetString(App + 2));
        SessionKey? key = null;
        try
        {
            key = ReadKey(place, location);
            return new ListedSession(place, SessionRow.Read(row, 0, key, location).Record, Unreadable: null);
        }
        catch (StoreException e) when (e.Failure == StoreFailure.Corrupt)
        {
            return new ListedSession(place, Record: null, new UnreadableSession(key, e.Message));
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
