using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli.Tests;

public sealed class AuditTests : CliTest
{
    private static readonly SessionKey Chat = new("chat", "ines");

    [Fact]
    public async Task Who_did_what_is_shown_by_name_and_by_pseudonym()
    {
        await UseAsync();

        var named = await RunAsync("audit", "chat", "--user", "ines");
        var hidden = await RunAsync("audit", "chat", "--user", "ines", "--pseudonyms");
        var newest = await RunAsync("audit", "chat", "--user", "ines", "--limit", "1");

        Assert.Equal(0, named.ExitCode);
        Assert.Matches("ines +owner +opened", named.Output);
        Assert.Matches("sam +supervisor +exported +document", named.Output);
        Assert.DoesNotContain("sam", hidden.Output, StringComparison.Ordinal);
        Assert.Contains("earlier records: add --limit", newest.Output + newest.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_record_is_a_line_of_json()
    {
        await UseAsync();

        var lines = (await RunAsync("audit", "chat", "--user", "ines", "--json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();

        Assert.Equal("opened", lines[0].GetProperty("action").GetString());
        Assert.Equal("ines", lines[0].GetProperty("user").GetString());
        Assert.Contains(lines, line => line.GetProperty("action").GetString() == "wrote" && !line.GetProperty("trail").GetBoolean());
    }

    [Fact]
    public async Task Commands_on_a_store_with_an_audit_are_recorded_in_the_name_of_the_user_of_the_machine()
    {
        await UseAsync();

        await RunAsync("sessions", "hold", "chat", "case 17", "--reason", "Requested by the court", "--user", "ines");
        var refused = await RunAsync("sessions", "delete", "chat", "--user", "ines", "--yes");
        await RunAsync("sessions", "list");
        var audit = await RunAsync("audit", "chat", "--user", "ines");
        var administration = await RunAsync("audit", "--administration");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Matches("operator +held +case 17", audit.Output);
        Assert.Contains("deleted failed", audit.Output, StringComparison.Ordinal);
        Assert.Matches("operator +listed +of all owners", administration.Output);
        Assert.Equal(0, (await RunAsync("verify", "--all")).ExitCode);
    }

    [Fact]
    public async Task A_store_without_an_audit_is_given_none_by_commands()
    {
        await SeedAsync(Chat, "one");

        var audit = await RunAsync("audit", "chat", "--user", "ines");
        var neither = await RunAsync("audit");

        Assert.Equal(0, audit.ExitCode);
        Assert.Contains("No records.", audit.Output, StringComparison.Ordinal);
        Assert.Equal(2, neither.ExitCode);
        await using var store = await OpenStoreAsync();
        Assert.False(await store.HasAuditAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_erasure_of_a_user_is_recorded_and_leads_to_nothing_else()
    {
        await UseAsync();

        var erased = await RunAsync("users", "erase", "ines", "--yes");
        var administration = await RunAsync("audit", "--administration");
        var gone = await RunAsync("audit", "chat", "--user", "ines");

        Assert.Equal(0, erased.ExitCode);
        Assert.Matches("operator +erased", administration.Output);
        Assert.Contains("No records.", gone.Output, StringComparison.Ordinal);
    }

    private async Task UseAsync()
    {
        await using var store = await OpenStoreAsync();
        var guard = new SessionGuard(store);
        await (await guard.For(SessionGuard.CreatePrincipal("ines")).OpenAsync(Chat)).AddAsync(new ChatMessage(ChatRole.User, "hello"));
        await (await guard.For(SessionGuard.CreatePrincipal("sam", "supervisor")).OpenAsync(Chat)).Documents.ExportAsync(Stream.Null);
    }
}
