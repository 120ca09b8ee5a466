using System.ComponentModel;
using System.Text.Json;

namespace Colloquy.Hosting.Tests;

public sealed class ToolTests
{
    [Fact]
    public async Task A_tool_takes_services_of_the_application_and_the_model_sees_only_its_arguments()
    {
        using var model = new FakeModel(tool: "find_order", arguments: new() { ["number"] = "17" });
        var builder = App.Create();
        builder.Services.AddSingleton<IChatClient>(model);
        builder.Services.AddSingleton(new Orders("main"));
        builder.Services.AddKeyedSingleton("old", new Orders("old"));
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", agent => agent.AddTool(
            ([Description("The number.")] string number, Orders orders, [FromKeyedServices("old")] Orders old, RunContext run, IServiceProvider services, string[] hints) =>
                $"{number} in {orders.Name} and {old.Name} for {run.Session.Key.Id}, {services.GetRequiredService<Orders>().Name}, {hints.Length} hints",
            "find_order", "Finds an order."));
        using var host = await builder.StartAsync();
        model.Calls.Clear();

        var schema = ((AIFunction)host.Agent("support").Tools[0]).JsonSchema;

        Assert.Equal(["number", "hints"], schema.GetProperty("properties").EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task A_tool_is_called_with_its_services()
    {
        var builder = App.Create();
        builder.Services.AddSingleton<IChatClient>(new FakeModel(tool: "find_order", arguments: new() { ["number"] = "17" }));
        builder.Services.AddSingleton(new Orders("main"));
        builder.Services.AddKeyedSingleton("old", new Orders("old"));
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", agent => agent.AddTool(
            (string number, Orders orders, [FromKeyedServices("old")] Orders old, RunContext run) => $"{number} in {orders.Name} and {old.Name} for {run.Session.Key.Id}", "find_order"));
        using var host = await builder.StartAsync();

        var answer = await host.Agent("support").RunAsync("Where is my order?", await host.OpenAsync("case-17"));

        Assert.Equal("17 in main and old for case-17", answer.Text);
    }

    [Fact]
    public async Task A_list_of_values_is_an_argument_and_a_list_of_services_is_not()
    {
        var builder = App.Create();
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddSingleton(new Orders("one"));
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", agent => agent.AddTool((IEnumerable<string> numbers, IEnumerable<Orders> all) => $"{numbers.Count()} in {all.Count()}", "count"));
        using var host = await builder.StartAsync();

        var count = (AIFunction)host.Agent("support").Tools[0];

        Assert.Equal(["numbers"], count.JsonSchema.GetProperty("properties").EnumerateObject().Select(property => property.Name));
        Assert.Equal("2 in 1", $"{await count.InvokeAsync(new AIFunctionArguments { ["numbers"] = JsonElement.Parse("[\"1\", \"2\"]"), Services = host.Services })}");
    }

    [Fact]
    public async Task A_service_that_is_missing_is_optional_where_the_parameter_is()
    {
        var builder = App.Create();
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", agent =>
        {
            agent.AddTool(([FromKeyedServices("none")] Orders? orders = null) => orders is null ? "without" : "with", "optional");
            agent.AddTool(([FromKeyedServices("none")] Orders orders) => orders.Name, "required");
        });
        using var host = await builder.StartAsync();
        var tools = host.Agent("support").Tools.OfType<AIFunction>().ToList();
        var arguments = new AIFunctionArguments { Services = host.Services };

        Assert.Equal("without", $"{await tools[0].InvokeAsync(arguments)}");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await tools[1].InvokeAsync(arguments));
        Assert.Contains("Orders", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tools_of_one_run_share_its_scope_which_ends_with_the_run()
    {
        List<Basket> baskets = [];
        var builder = App.Create();
        builder.Services.AddSingleton<IChatClient>(new FakeModel(tool: "look"));
        builder.Services.AddScoped<Basket>();
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", agent => agent.AddTool((Basket basket, IServiceProvider services) =>
        {
            Assert.Same(basket, services.GetRequiredService<Basket>());
            Assert.False(basket.IsDisposed);
            baskets.Add(basket);
            return "looked";
        }, "look"));
        using var host = await builder.StartAsync();
        var session = await host.OpenAsync("case-17");

        await host.Agent("support").RunAsync("Look.", session);
        await host.Agent("support").RunAsync("Look again.", session);

        Assert.Equal(2, baskets.Distinct().Count());
        Assert.All(baskets, basket => Assert.True(basket.IsDisposed));
    }

    private sealed record Orders(string Name);

    private sealed class Basket : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
