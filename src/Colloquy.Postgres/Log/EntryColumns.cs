namespace Colloquy.Postgres;

/// <summary>The entries of a commit, column by column, so that one prepared statement adds any number of them.</summary>
internal static class EntryColumns
{
    /// <summary>Adds the columns as parameters, in the order of the table, but for the session.</summary>
    public static void Add(Batch batch, Commit commit)
    {
        var entries = commit.Entries;
        var count = entries.Count;
        var (positions, parents, segments, turns, times) = (new long[count], new long[count], new long[count], new long[count], new long[count]);
        var (firsts, commits) = (new long?[count], new Guid?[count]);
        var kinds = new string?[count];
        var (subjects, authors, hashes, chains, salts, payloads) = (new byte[]?[count], new byte[]?[count], new byte[]?[count], new byte[]?[count], new byte[]?[count], new byte[]?[count]);
        for (var i = 0; i < count; i++)
        {
            var entry = entries[i];
            positions[i] = entry.Position.Value;
            parents[i] = entry.Parent.Value;
            segments[i] = entry.Segment.Value;
            turns[i] = entry.TurnStart.Value;
            times[i] = entry.At.ToUnixTimeMilliseconds();
            kinds[i] = entry.Kind.Value;
            subjects[i] = Rows.ToBytes(entry.Subject);
            authors[i] = Rows.ToBytes(entry.Author);
            hashes[i] = entry.PayloadHash.ToArray();
            chains[i] = entry.Chain.ToArray();
            salts[i] = Rows.ToArray(entry.Salt);
            payloads[i] = Rows.ToArray(entry.Payload);
        }

        // The last entry holds the receipt.
        firsts[^1] = positions[0];
        commits[^1] = commit.Id.Value;
        batch.With(positions).With(parents).With(segments).With(turns).With(times).With(firsts).With(commits)
            .With(kinds).With(subjects).With(authors).With(hashes).With(chains).With(salts).With(payloads);
    }
}
