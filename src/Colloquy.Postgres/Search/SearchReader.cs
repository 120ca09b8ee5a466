using System.Runtime.CompilerServices;
using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Finds messages in the index: a page of those that hold the words in each round trip, which are then compared with the query.</summary>
internal sealed class SearchReader(Database database, SearchMatching matching)
{
    /// <summary>The fewest rows of a page. The next pages are larger.</summary>
    private const int Page = 100;
    private const int LargestPage = 8_000;

    /// <summary>How many words one statement looks for, at most, when it looks for those of many owners.</summary>
    private const int MostWords = 400;

    private readonly Dictionary<Guid, SearchedSession> _sessions = [];

    public async ValueTask<IReadOnlyList<SearchCandidate>> MatchAsync(CancellationToken cancellationToken)
    {
        if (matching.Terms.Count == 0 || matching.Limit == 0)
            return [];

        return matching.Selection.Owner is { } owner
            ? await MatchOwnAsync(owner, cancellationToken).ConfigureAwait(false)
            : await MatchAllAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IReadOnlyList<SearchCandidate>> MatchOwnAsync(SessionOwner owner, CancellationToken cancellationToken)
    {
        var found = new List<SearchCandidate>();
        await foreach (var (candidate, _) in WalkAsync([StoredId.Of(owner)], cancellationToken).ConfigureAwait(false))
        {
            found.Add(candidate);
            if (found.Count == matching.Limit)
                break;
        }

        return found;
    }

    /// <summary>Looks at some owners after the others, and keeps the newest: never more than are wanted.</summary>
    private async ValueTask<IReadOnlyList<SearchCandidate>> MatchAllAsync(CancellationToken cancellationToken)
    {
        var newest = new PriorityQueue<SearchCandidate, Place>();
        var together = Math.Max(1, MostWords / Math.Max(1, OwnedWords.Count(matching.Terms)));
        await foreach (var owners in SearchedOwners.ListAsync(database, matching.Selection, together, cancellationToken).ConfigureAwait(false))
        {
            await foreach (var (candidate, place) in WalkAsync(owners, cancellationToken).ConfigureAwait(false))
            {
                if (newest.Count < matching.Limit)
                {
                    newest.Enqueue(candidate, place);
                    continue;
                }

                newest.TryPeek(out _, out var oldest);
                if (place.CompareTo(oldest) < 0)
                    break;
                newest.EnqueueDequeue(candidate, place);
            }
        }

        var found = new List<SearchCandidate>(newest.Count);
        while (newest.TryDequeue(out var candidate, out _))
            found.Add(candidate);
        found.Reverse();
        return found;
    }

    // The words alone are looked up, whatever else could be: by words the cost is that of what is found, and the planner cannot know how many messages an owner has.
    // The planner is not shown the words: it would take those of many owners together for most of the table, and read all of it.
    private static readonly Sql Select = new($"""
        SELECT t.sid, t.created, t.position, t.role, t.at, t.text, {SearchedSession.Columns} FROM (
            SELECT t.sid, t.created, t.position, t.role, t.at, t.text
            FROM (SELECT * FROM colloquy.search_texts w WHERE w.words @@ (SELECT $1::text::tsquery) OFFSET 0) t
            WHERE t.owner = ANY($2) AND ($3 IS NULL OR t.sid = $3) AND (t.created, t.sid, t.position) < ($4, $5, $6)
            ORDER BY t.created DESC, t.sid DESC, t.position DESC LIMIT $7
        ) t
        CROSS JOIN LATERAL (SELECT * FROM colloquy.sessions f WHERE f.sid = t.sid OFFSET 0) s
        ORDER BY t.created DESC, t.sid DESC, t.position DESC
        """);

    private async IAsyncEnumerable<(SearchCandidate Candidate, Place Place)> WalkAsync(Guid[] owners, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var words = string.Join('|', owners.Select(owner => OwnedWords.Express(OwnedWords.MarkOf(owner), matching.Terms)));
        Guid? session = matching.Selection.Session is { } key ? StoredId.Of(key) : null;
        var limit = Math.Clamp(matching.Limit, Page, LargestPage);
        for (var before = Place.Last; ; limit = Math.Min(limit * 4, LargestPage))
        {
            var rows = await database.ReadAsync((words, owners, session, before, limit), Fill, ReadAsync, cancellationToken).ConfigureAwait(false);
            await SearchedSession.FindLinesAsync(database, matching, _sessions, rows.Select(row => (row.Place.Session, row.Session)), cancellationToken).ConfigureAwait(false);
            foreach (var row in rows)
            {
                var found = _sessions[row.Place.Session];
                if (found.Holds(row.Place.Position) && matching.TryMatch(found.Key, row.Place.Position, row.Role, row.At, row.Text, out var candidate))
                    yield return (candidate, row.Place);
            }

            if (rows.Count < limit)
                yield break;
            before = rows[^1].Place;
        }
    }

    private static void Fill(Batch batch, (string Words, Guid[] Owners, Guid? Session, Place Before, int Limit) ask) => batch.Add(Select)
        .With(ask.Words).With(ask.Owners).With(ask.Session).With(ask.Before.Created).With(ask.Before.Session).With(ask.Before.Position).With((long)ask.Limit);

    private static async ValueTask<List<Row>> ReadAsync<T>(NpgsqlDataReader rows, T ask, CancellationToken cancellationToken)
    {
        var found = new List<Row>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            found.Add(new Row(
                new Place(rows.GetInt64(1), rows.GetGuid(0), rows.Position(2)),
                rows.TextOrNull(3)!,
                DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(4)),
                rows.Bytes(5),
                SearchedSession.Read(rows, 6)));
        }

        return found;
    }

    /// <summary>A message in the order in which they are found: the newest of the newest sessions first.</summary>
    private readonly record struct Place(long Created, Guid Session, Position Position) : IComparable<Place>
    {
        public static Place Last => new(long.MaxValue, Guid.AllBitsSet, new Position(long.MaxValue));

        public int CompareTo(Place other)
        {
            var order = Created.CompareTo(other.Created);
            if (order == 0)
                order = Session.CompareTo(other.Session);
            return order == 0 ? Position.CompareTo(other.Position) : order;
        }
    }

    private sealed record Row(Place Place, string Role, DateTimeOffset At, byte[] Text, SearchedSession Session);
}
