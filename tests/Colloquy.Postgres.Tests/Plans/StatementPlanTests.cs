using Npgsql;

namespace Colloquy.Postgres.Tests.Plans;

/// <summary>With a million sessions no statement reads a table, an index or a long log whole, or is compiled for its cost, but those of <see cref="AllowedReads"/>, each for a reason.</summary>
[Trait("Tier", "Long")]
public sealed class StatementPlanTests(FilledDatabase database) : IClassFixture<FilledDatabase>
{
    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    public async Task Every_statement_goes_by_an_index()
    {
        using var sent = new SentBatches(database.ConnectionString);
        await using (var store = await PostgresSessionStore.OpenAsync(sent.Source))
            await new EveryCall(store, sent).MakeAsync();
        await using var connection = await sent.Source.OpenConnectionAsync();
        var explanation = new Explanation(connection);
        var names = Statements.All().ToLookup(statement => statement.Text, statement => statement.Name);

        var explained = new HashSet<string>();
        var reads = new HashSet<(string Statement, string Read)>();
        foreach (var batch in sent.All)
        {
            foreach (var (text, plan) in await explanation.ExplainAsync(batch))
            {
                explained.Add(text);
                foreach (var read in StatementPlan.FindExcess(plan))
                    reads.Add((names[text].First(), read));
            }
        }

        var notExplained = names.Where(statement => Statements.HasPlan(statement.Key) && !Statements.Sets(statement.Key) && !explained.Contains(statement.Key)).Select(statement => statement.First());
        var sentAfterAll = AllowedReads.NotSent.Where(reason => explained.Contains(names.First(statement => statement.Contains(reason.Statement)).Key));
        var notAllowed = reads.Where(read => !AllowedReads.Reasons.Any(reason => reason.Fits(read.Statement, read.Read))).Select(read => $"{read.Statement}: {read.Read}");
        var notNeeded = AllowedReads.Reasons.Where(reason => !reads.Any(read => reason.Fits(read.Statement, read.Read)));
        Assert.Equal([], notExplained.Except(AllowedReads.NotSent.Select(reason => reason.Statement)));
        Assert.Equal([], sentAfterAll);
        Assert.Equal([], notAllowed.Order(StringComparer.Ordinal));
        Assert.Equal([], notNeeded);
    }

    [Theory]
    [InlineData("SELECT 1 FROM colloquy.sessions WHERE title = $1", "Seq Scan sessions")]
    [InlineData("WITH gone AS (DELETE FROM colloquy.spending WHERE model = $1 RETURNING owner) SELECT count(*) FROM gone", "Seq Scan spending")]
    [InlineData("SELECT $1, (SELECT count(*) FROM colloquy.sessions WHERE retention IS NOT NULL)", "Bitmap Index Scan sessions_with_retention")]
    [InlineData("SELECT max(at) FROM colloquy.entries WHERE sid = (SELECT sid FROM colloquy.entries WHERE position = 4000 AND sid >= md5($1)::uuid LIMIT 1)", "a whole log")]
    [InlineData("SELECT 1 FROM colloquy.spending WHERE owner = md5($1)::uuid ORDER BY (SELECT count(*) FROM generate_series(1, 100000000))", "is compiled")]
    public async Task A_statement_without_an_index_is_found(string text, string expected)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();

        var plans = await new Explanation(connection).ExplainAsync([new SentStatement(text, [new NpgsqlParameter<byte[]> { TypedValue = [1] }])]);

        Assert.Equal(2, plans.Count);
        Assert.All(plans, plan => Assert.Equal([expected], StatementPlan.FindExcess(plan.Plan)));
    }

    [Fact]
    public async Task A_page_of_rows_in_the_order_of_an_index_is_none()
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();

        var plans = await new Explanation(connection).ExplainAsync([new SentStatement("SELECT sid FROM colloquy.sessions ORDER BY sid LIMIT $1", [new NpgsqlParameter<long> { TypedValue = 10 }])]);

        Assert.All(plans, plan => Assert.Empty(StatementPlan.FindExcess(plan.Plan)));
    }
}
