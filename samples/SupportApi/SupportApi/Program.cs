// snippet: aspnet-services
using SupportApi;

var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration;

builder.Services.AddColloquy()
    .AddStoreChoice("sqlite", store => store.UseSqlite(settings["File"] ?? "support.db"))
    .AddStoreChoice("postgres", store => store.UsePostgres(settings.GetConnectionString("support") ?? "Host=localhost;Database=support"))
    .AddStoreChoice("memory", store => store.UseInMemory())                              // Colloquy:Store names one of them
    .UseModels()
    .AddAgent("support", agent =>
    {
        agent.Instructions = "You answer the customers of a shop. Look an order up before you speak about it.";
        agent.AddTool(Orders.FindAsync, "find_order", "Finds an order by its number.", idempotent: true);
        agent.AddTool(Orders.RefundAsync, "refund", "Refunds an amount in dollars.");
        agent.Approvals.Add(ApprovalRule.Always("refund"));                              // a supervisor decides
        agent.UsageLimits.Add(new() { Scope = Scope.User, Per = TimeSpan.FromDays(1), Tokens = settings.GetValue("TokensPerDay", 200_000L) });
    })
    .ResumeInterruptedTurns(settings.GetSection("Resume").Bind)
    .SweepRetention(TimeSpan.FromHours(1));

builder.Services.AddSingleton<OrderSystem>().AddProblemDetails();
builder.Services.AddHealthChecks().AddColloquy();
builder.Services.AddOpenTelemetry().AddColloquy();                                       // add an exporter, such as UseOtlpExporter()
// snippet: end

// snippet: aspnet-users
builder.Services.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("header", null);
builder.Services.AddAuthorizationBuilder().AddPolicy("supervisor", policy => policy.RequireRole("supervisor"));
// snippet: end

// snippet: aspnet-errors
var app = builder.Build();

app.UseExceptionHandler(new ExceptionHandlerOptions { StatusCodeSelector = ColloquyStatusCodes.Of, AllowStatusCode404Response = true });
app.MapGet("/", (Agent agent) => $"Support desk. Its model is {agent.Client.GetService<ChatClientMetadata>()?.DefaultModelId}.");
app.MapHealthChecks("/health");
app.MapConversations();
app.MapSupervisor();
app.Run();
// snippet: end
