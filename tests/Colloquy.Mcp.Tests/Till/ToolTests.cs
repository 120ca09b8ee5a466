using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Mcp.Tests;

public sealed class ToolTests : TillTest
{
    [Fact]
    public async Task Tools_have_the_servers_name_before_their_own_in_letters_that_models_take()
    {
        var servers = Keep(NewTill());

        var names = (await servers.GetToolsAsync(Stop)).Select(tool => tool.Name).Order(StringComparer.Ordinal);

        Assert.Equal(["till_break", "till_charge", "till_close", "till_count", "till_environment", "till_learn", "till_look", "till_odd_name", "till_process", "till_receipt", "till_tally", "till_totals", "till_wait"], names);
    }

    [Fact]
    public async Task A_tool_has_its_servers_description_and_schema()
    {
        var servers = Keep(NewTill());

        var charge = (AIFunction)(await servers.GetToolsAsync(Stop)).Single(tool => tool.Name == "till_charge");

        Assert.Equal("Charges an amount", charge.Description);
        Assert.Equal("integer", charge.JsonSchema.GetProperty("properties").GetProperty("amount").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Read_only_and_idempotent_tools_are_idempotent_and_no_others()
    {
        var servers = Keep(NewTill());

        var idempotent = (await servers.GetToolsAsync(Stop)).Where(tool => AgentTool.IsIdempotent(tool)).Select(tool => tool.Name).Order(StringComparer.Ordinal);

        Assert.Equal(["till_close", "till_environment", "till_look", "till_odd_name", "till_process", "till_receipt", "till_totals"], idempotent);
    }

    [Theory]
    [InlineData(McpApproval.AsAnnotated, "till_close")]
    [InlineData(McpApproval.UnlessHarmless, "till_break till_charge till_close till_count till_tally till_wait")]
    [InlineData(McpApproval.Always, "till_break till_charge till_close till_count till_environment till_learn till_look till_odd_name till_process till_receipt till_tally till_totals till_wait")]
    [InlineData(McpApproval.Never, "")]
    public async Task Annotations_decide_which_tools_need_approval_unless_told_otherwise(McpApproval approval, string expected)
    {
        var till = Told(new StdioMcpServer("till", Host, "exec", WorkerProgram, "serve") { Approval = approval });
        var servers = Keep(till);

        var asking = (await servers.GetToolsAsync(Stop)).Where(tool => tool.GetService<ApprovalRequiredAIFunction>() is not null).Select(tool => tool.Name).Order(StringComparer.Ordinal);

        Assert.Equal(expected, string.Join(' ', asking));
    }

    [Fact]
    public async Task A_tool_that_needs_approval_stays_idempotent_beneath_it()
    {
        var servers = Keep(NewTill());

        var close = (await servers.GetToolsAsync(Stop)).Single(tool => tool.Name == "till_close");

        Assert.NotNull(close.GetService<ApprovalRequiredAIFunction>());
        Assert.True(AgentTool.IsIdempotent(close));
    }

    [Fact]
    public async Task Text_comes_back_as_text_and_a_failure_as_an_exception_with_the_servers_words()
    {
        var till = NewTill();
        Keep(till);

        var failure = await Assert.ThrowsAsync<McpToolException>(() => CallAsync(till, "till_break"));

        Assert.Equal("charged 3", await CallAsync(till, "till_charge", ("amount", 3)));
        Assert.Equal(("The drawer is stuck.", "till", "break"), (failure.Message, failure.Server, failure.Tool));
    }

    [Fact]
    public async Task Structured_content_comes_back_as_json_once()
    {
        var till = NewTill();
        Keep(till);

        var totals = Assert.IsType<JsonElement>(await CallAsync(till, "till_totals"));

        Assert.Equal(12, totals.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Texts_images_resources_and_links_come_back_as_contents()
    {
        var till = NewTill();
        Keep(till);

        var receipt = Assert.IsType<IReadOnlyList<AIContent>>(await CallAsync(till, "till_receipt"), exactMatch: false);

        Assert.Equal("Your receipt:", Assert.IsType<TextContent>(receipt[0]).Text);
        Assert.Equal(("image/png", 3), (Assert.IsType<DataContent>(receipt[1]).MediaType, ((DataContent)receipt[1]).Data.Length));
        Assert.Equal("No returns.", Assert.IsType<TextContent>(receipt[2]).Text);
        Assert.Equal("[resource till://journal: journal, text/plain]", Assert.IsType<TextContent>(receipt[3]).Text);
    }

    [Fact]
    public async Task The_process_inherits_no_secrets_and_gets_the_variables_that_it_is_given()
    {
        Environment.SetEnvironmentVariable("COLLOQUY_TEST_SECRET", "s3cret");
        var till = NewTill();
        till.Environment["TILL_KEY"] = "k3y";
        var heir = Told(new StdioMcpServer("heir", Host, "exec", WorkerProgram, "serve") { InheritEnvironment = true });
        Keep(till, heir);

        Assert.Equal("nothing", await CallAsync(till, "till_environment", ("name", "COLLOQUY_TEST_SECRET")));
        Assert.Equal("k3y", await CallAsync(till, "till_environment", ("name", "TILL_KEY")));
        Assert.Equal("s3cret", await CallAsync(heir, "heir_environment", ("name", "COLLOQUY_TEST_SECRET")));
        Assert.DoesNotContain(Logger.Lines, line => line.Contains("k3y", StringComparison.Ordinal) || line.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_process_writes_to_standard_error_is_logged()
    {
        var till = NewTill();
        Keep(till);

        await CallAsync(till, "till_count");

        lock (Logger.Lines)
            Assert.Contains("Debug: MCP server 'till' writes: The till is open.", Logger.Lines);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("under_score")]
    [InlineData("a-name-that-is-longer-than-thirty-two")]
    public void A_name_that_would_not_do_in_tools_names_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new StdioMcpServer(name, "node"));

    [Fact]
    public void A_server_belongs_to_one_host_and_has_a_name_of_its_own()
    {
        var till = NewTill();
        Keep(till);

        Assert.Throws<ArgumentException>(() => Keep(till));
        Assert.Throws<ArgumentException>(() => Keep(NewTill(), NewTill()));
    }
}
