using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Colloquy;
using Colloquy.Storage;

namespace SupportApi.Tests;

/// <summary>The sample over HTTP, as two processes on one file of SQLite.</summary>
public sealed class SqliteTests(SqliteDesks desks) : SupportApiTests<SqliteDesks>(desks);

/// <summary>The sample over HTTP, as two processes on one database of PostgreSQL.</summary>
public sealed class PostgresTests(PostgresDesks desks) : SupportApiTests<PostgresDesks>(desks);

/// <summary>The sample over HTTP, as two processes on one store.</summary>
public abstract class SupportApiTests<TDesks>(TDesks desks) : IClassFixture<TDesks>
    where TDesks : Desks
{
    private readonly string _user = $"user-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task A_conversation_that_began_in_one_process_continues_in_the_other()
    {
        var id = await desks.First.OpenAsync(_user);
        await desks.First.SayAsync(_user, id, "My name is Ines.");

        var events = await desks.Second.SayAsync(_user, id, "What is my name?");

        Assert.Contains("text", events.Select(update => update.Type));
        Assert.Equal(("answer", "completed"), (events[^1].Type, events[^1]["status"]));
        Assert.Contains("Ines", events[^1]["text"], StringComparison.Ordinal);
        Assert.Equal(4, (await desks.First.ReadAsync(_user, id)).Split('\n').Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_waits_in_one_process_is_answered_in_the_other_and_the_turn_continues(bool isApproved)
    {
        var id = await desks.First.OpenAsync(_user);

        var asked = await desks.First.SayAsync(_user, id, "Please refund 40 dollars.");

        Assert.Equal(("answer", "waiting"), (asked[^1].Type, asked[^1]["status"]));
        var approval = Assert.Single(asked, update => update.Type == "approval");
        Assert.Equal("refund", approval["tool"]);
        var listed = (await desks.Second.JsonAsync(HttpMethod.Get, "/approvals", "carol", isSupervisor: true)).EnumerateArray().Single(waiting => waiting.GetProperty("user").GetString() == _user);
        Assert.Equal(approval["approval"], listed.GetProperty("approval").GetString());
        var path = $"/customers/{_user}/conversations/{id}/approvals/{approval["approval"]}";
        using var response = await desks.Second.SendAsync(HttpMethod.Post, path, "carol", new { approve = isApproved, reason = "Too much." }, isSupervisor: true);
        var events = await Event.ReadAsync(response).ToListAsync();
        Assert.Equal("completed", events[^1]["status"]);
        Assert.Contains(isApproved ? "40 dollars were refunded" : "Too much", events[^1]["text"], StringComparison.OrdinalIgnoreCase);
        Assert.Contains(events[^1]["text"]!, await desks.First.ReadAsync(_user, id), StringComparison.Ordinal);
        using var again = await desks.First.SendAsync(HttpMethod.Post, path, "carol", new { approve = true }, isSupervisor: true);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task A_turn_outlives_its_connection_and_a_second_reader_gets_it_from_its_beginning()
    {
        var id = await desks.First.OpenAsync(_user);
        var response = await desks.First.SendAsync(HttpMethod.Post, $"/conversations/{id}/messages", _user, new { text = "Where is order 4711?" });
        var first = await Event.ReadAsync(response).FirstAsync();
        response.Dispose();

        using var again = await desks.First.SendAsync(HttpMethod.Get, $"/conversations/{id}/turns/current", _user);
        var events = await Event.ReadAsync(again).ToListAsync();

        Assert.Equal(first.Data.GetRawText(), events[0].Data.GetRawText());
        Assert.Equal(["tool", "tool"], events.Where(update => update["tool"] == "find_order").Select(update => update.Type));
        Assert.Equal("completed", events[^1]["status"]);
        Assert.Contains("rain jacket", events[^1]["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_to_a_busy_conversation_is_a_status_code_and_no_stream()
    {
        await using var stuck = await desks.StartAsync("--Orders:Latency", "01:00:00");
        var id = await stuck.OpenAsync(_user);
        using var running = await stuck.SendAsync(HttpMethod.Post, $"/conversations/{id}/messages", _user, new { text = "Where is order 4711?" });
        await Event.ReadAsync(running).FirstAsync(update => update.Type == "tool");

        using var refused = await desks.Second.SendAsync(HttpMethod.Post, $"/conversations/{id}/messages", _user, new { text = "And 4712?" });

        Assert.Equal((HttpStatusCode.Conflict, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("postgrs", "The configuration key 'Colloquy:Store' names the store 'postgrs', which AddColloquy() does not have. Set it to one of 'sqlite', ")]
    [InlineData("", "The configuration chooses the store of AddColloquy(), and the key 'Colloquy:Store' is not set. Set it to one of 'sqlite', ")]
    public async Task A_store_that_it_does_not_have_keeps_it_from_starting(string store, string problem)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => desks.StartAsync("--Colloquy:Store", store));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reached_limit_is_a_status_code()
    {
        var id = await desks.First.OpenAsync(_user);
        await desks.First.SayAsync(_user, id, string.Concat(Enumerable.Repeat("Hello again. ", 4_000)));

        using var refused = await desks.First.SendAsync(HttpMethod.Post, $"/conversations/{id}/messages", _user, new { text = "Hello again." });

        Assert.Equal((HttpStatusCode.TooManyRequests, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/messages")]
    [InlineData("GET", "/turns/current")]
    [InlineData("GET", "/approvals")]
    public async Task The_conversation_of_another_user_is_not_found(string method, string path)
    {
        var id = await desks.First.OpenAsync(_user);

        using var mine = await desks.First.SendAsync(HttpMethod.Get, $"/conversations/{id}", _user);
        using var theirs = await desks.Second.SendAsync(new HttpMethod(method), $"/conversations/{id}{path}", "mallory", path == "/messages" ? new { text = "Hello." } : null);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound, "application/problem+json"), (mine.StatusCode, theirs.StatusCode, theirs.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("ines", HttpStatusCode.Forbidden)]
    public async Task What_supervisors_see_nobody_else_does(string? user, HttpStatusCode expected)
    {
        using var response = await desks.First.SendAsync(HttpMethod.Get, "/approvals", user);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_supervisor_sees_what_customers_used_and_deletes_all_of_one()
    {
        var ids = new[] { await desks.First.OpenAsync(_user), await desks.Second.OpenAsync(_user) };
        await desks.First.SayAsync(_user, ids[0], "My name is Ines.");

        var usage = (await desks.Second.JsonAsync(HttpMethod.Get, "/customers/usage", "carol", isSupervisor: true)).EnumerateArray().Single(customer => customer.GetProperty("user").GetString() == _user);
        using var deleted = await desks.Second.SendAsync(HttpMethod.Delete, $"/customers/{_user}", "carol", isSupervisor: true);

        Assert.Equal((1, true), (usage.GetProperty("calls").GetInt32(), usage.GetProperty("totalTokens").GetInt32() > 0));
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        foreach (var id in ids)
        {
            using var gone = await desks.First.SendAsync(HttpMethod.Get, $"/conversations/{id}", _user);
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }
    }

    [Fact]
    public async Task A_customer_deletes_a_conversation()
    {
        var id = await desks.First.OpenAsync(_user);

        using var deleted = await desks.Second.SendAsync(HttpMethod.Delete, $"/conversations/{id}", _user);
        using var gone = await desks.First.SendAsync(HttpMethod.Get, $"/conversations/{id}", _user);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (deleted.StatusCode, gone.StatusCode));
    }

    [Fact]
    public async Task It_says_how_it_is_and_that_its_model_is_a_stand_in()
    {
        using var health = await desks.First.SendAsync(HttpMethod.Get, "/health", user: null);
        using var start = await desks.First.SendAsync(HttpMethod.Get, "/", user: null);

        Assert.Equal("Healthy", await health.Content.ReadAsStringAsync());
        Assert.Contains("offline-stand-in", await start.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>Long: the other process goes on when the lease of the one that died has ended, which is after 15 seconds.</summary>
    [Fact, Trait("Tier", "Long")]
    public async Task A_turn_whose_process_is_killed_in_a_tool_is_finished_by_the_other()
    {
        await using var stuck = await desks.StartAsync("--Orders:Latency", "01:00:00");
        var id = await stuck.OpenAsync(_user);
        using var response = await stuck.SendAsync(HttpMethod.Post, $"/conversations/{id}/messages", _user, new { text = "Where is order 4711?" });
        await Event.ReadAsync(response).FirstAsync(update => update.Type == "tool");

        stuck.Kill();

        await using var store = await desks.OpenStoreAsync();
        var session = await store.FindAsync(new SessionKey(id, _user));
        await foreach (var _ in session!.FollowAsync(new FollowOptions { After = Position.Start, UntilTurnEnds = true }, TestContext.Current.CancellationToken))
        {
        }

        var messages = (await desks.Second.ReadAsync(_user, id)).Split('\n');
        Assert.Contains("rain jacket for 80 dollars, on its way", messages[^1], StringComparison.Ordinal);
        Assert.StartsWith("assistant:", messages[^1], StringComparison.Ordinal);
        Assert.Single(messages, line => line.StartsWith("user:", StringComparison.Ordinal));
    }
}
