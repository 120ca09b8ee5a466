// Makes langgraph.db with LangGraph itself. Versions and commands stand in README.md.
import { rmSync } from "node:fs";
import { AIMessage, HumanMessage, RemoveMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import { Annotation, END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { SqliteSaver } from "@langchain/langgraph-checkpoint-sqlite";

const file = process.argv[2] ?? "langgraph.db";
rmSync(file, { force: true });
const saver = SqliteSaver.fromConnString(file);
let ids = 0;
const id = () => `m-${++ids}`;

// Answers as a model would: a call of a tool when it is asked for a pump, the tool's result afterwards.
const State = Annotation.Root({ ...MessagesAnnotation.spec, hall: Annotation() });
const model = ({ messages }) => {
  const last = messages.at(-1);
  if (last.getType() === "tool")
    return { messages: [new AIMessage({ id: id(), content: `It is ${last.content}.`, usage_metadata: { input_tokens: 90, output_tokens: 8, total_tokens: 98, input_token_details: { cache_read: 32 } }, response_metadata: { model_name: "test-model", finish_reason: "stop" } })] };
  if (last.content.includes("pump"))
    return { hall: 2, messages: [new AIMessage({ id: id(), content: [{ type: "text", text: "I look." }], tool_calls: [{ id: "call_1", name: "find_pump", args: { hall: 2 }, type: "tool_call" }], usage_metadata: { input_tokens: 60, output_tokens: 12, total_tokens: 72 } })] };
  return { messages: [new AIMessage({ id: id(), content: `You said: ${last.content}` })] };
};
const tools = ({ messages }) => ({ messages: messages.at(-1).tool_calls.map((call) => new ToolMessage({ id: id(), tool_call_id: call.id, name: call.name, content: "P-77" })) });
const graph = new StateGraph(State)
  .addNode("model", model)
  .addNode("tools", tools)
  .addEdge(START, "model")
  .addConditionalEdges("model", ({ messages }) => (messages.at(-1).tool_calls?.length ? "tools" : END))
  .addEdge("tools", "model")
  .compile({ checkpointer: saver });

const thread = (thread_id) => ({ configurable: { thread_id } });
const say = (text) => ({ messages: [new HumanMessage({ id: id(), content: text })] });

// Two turns, with a tool.
await graph.invoke({ messages: [new SystemMessage({ id: id(), content: "You answer for the workshop." }), new HumanMessage({ id: id(), content: "Which pump leaks?", name: "ines" })] }, thread("linear"));
await graph.invoke(say("Thank you"), thread("linear"));

// Two turns, then another second turn from the checkpoint behind the first, then a third one there.
await graph.invoke(say("Where to?"), thread("forked"));
const after = await graph.getState(thread("forked"));
await graph.invoke(say("By train?"), thread("forked"));
await graph.invoke(say("By ship?"), after.config);
await graph.invoke(say("And the price?"), thread("forked"));

// A message that was removed from the state, and one that was replaced.
await graph.invoke({ messages: [new HumanMessage({ id: "x-1", content: "one" })] }, thread("edited"));
await graph.invoke({ messages: [new RemoveMessage({ id: "x-1" }), new HumanMessage({ id: "x-2", content: "two" })] }, thread("edited"));

// A graph without messages.
const counter = new StateGraph(Annotation.Root({ count: Annotation() })).addNode("add", ({ count }) => ({ count: count + 1 })).addEdge(START, "add").addEdge("add", END).compile({ checkpointer: saver });
await counter.invoke({ count: 1 }, thread("counter"));

saver.db.pragma("wal_checkpoint(TRUNCATE)");
saver.db.pragma("journal_mode=DELETE");
saver.db.exec("VACUUM");
saver.db.close();
