using ApiNamespace;
using Colloquy;
using Colloquy.Hosting;
using Microsoft.AspNetCore.Mvc;

var builder = WebApplication.CreateBuilder(args);

// Without a key, the offline model answers by rules. Set OPENAI_API_KEY, ANTHROPIC_API_KEY or COLLOQUY_MODEL for a real one.
builder.Services.AddColloquy()
#if (Sqlite)
    .UseSqlite(services => services.GetRequiredService<IConfiguration>()["Store"])
#else
    .UseInMemory()
#endif
    .UseModels()
    .AddAgent("desk", agent => agent.AddTool(RepairTools.OpenCase, "open_case", "Opens a repair case."))
    .ResumeInterruptedTurns();      // continues turns whose process died
builder.Services.AddHealthChecks().AddColloquy();
builder.Services.AddProblemDetails();

var app = builder.Build();

// An error before the first piece of an answer becomes a status code: 409 for a busy session, 429 for a usage limit.
app.UseExceptionHandler(new ExceptionHandlerOptions { StatusCodeSelector = ColloquyStatusCodes.Of, AllowStatusCode404Response = true });
app.MapHealthChecks("/health");

// The user is part of the key: the session of another user is not found. Replace the header by the user of your authentication.
app.MapPost("/sessions/{id}", async (string id, [FromHeader(Name = "X-User")] string user, Question question, ISessionStore store, Agent agent, CancellationToken cancellationToken) =>
{
    var session = await store.OpenAsync(new SessionKey(id, user), cancellationToken: cancellationToken);
    return TypedResults.ServerSentEvents(await agent.RunStreamingAsync(question.Text, session, cancellationToken: cancellationToken).ToServerSentEventsAsync(cancellationToken));
});

app.MapGet("/sessions/{id}", async Task<IResult> (string id, [FromHeader(Name = "X-User")] string user, ISessionStore store, CancellationToken cancellationToken) =>
    await store.FindAsync(new SessionKey(id, user), cancellationToken: cancellationToken) is not { } session
        ? TypedResults.NotFound()
        : TypedResults.Ok((await session.GetItemsAsync(limit: 100, cancellationToken: cancellationToken)).Select(item => new Line(item.Message.Role.Value, item.Message.Text))));

app.MapDelete("/sessions/{id}", async (string id, [FromHeader(Name = "X-User")] string user, ISessionStore store, CancellationToken cancellationToken) =>
    await store.DeleteAsync(new SessionKey(id, user), cancellationToken) ? Results.NoContent() : Results.NotFound());

app.Run();

internal sealed record Question(string Text);

internal sealed record Line(string Role, string Text);
