"use strict";
(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const main = document.getElementById("main");
  const summary = document.getElementById("summary");
  main.parentNode.insertBefore(summary, main);
  const filters = document.getElementById("filters");
  const rule = document.getElementById("rule");
  const form = document.getElementById("document");
  const shown = document.getElementById("shown");
  const findings = all(".finding");
  const links = new Map();
  all("a.to").forEach((link) => {
    const id = link.getAttribute("href").slice(1);
    links.set(id, (links.get(id) || []).concat(link));
  });
  const option = (select, value, text) => {
    const made = document.createElement("option");
    made.value = value;
    made.textContent = text;
    select.appendChild(made);
  };
  Array.from(new Set(findings.map((one) => one.dataset.rule))).sort().forEach((id) => option(rule, id, id));
  const sections = all(".document");
  sections.forEach((one) => option(form, one.id, one.dataset.path));
  const apply = () => {
    const severities = all("input:checked", filters).map((one) => one.value);
    let count = 0;
    findings.forEach((one) => {
      const fits = severities.includes(one.dataset.severity) && (!rule.value || one.dataset.rule === rule.value);
      one.hidden = !fits;
      (links.get(one.id) || []).forEach((link) => { link.hidden = !fits; });
    });
    sections.forEach((section) => {
      const left = all(".finding:not([hidden])", section).length;
      section.hidden = (form.value && section.id !== form.value) || (rule.value && left === 0);
      count += section.hidden ? 0 : left;
    });
    shown.textContent = count + " / " + findings.length;
  };
  filters.hidden = false;
  filters.addEventListener("change", apply);
  apply();
})();
